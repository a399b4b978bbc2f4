-- Renews the triggers of every table that has some, as far as they are not as they would be made now.
do $$
declare
  tbl regclass;
begin
  for tbl in
    select distinct coalesce(pg_partition_root(t.tgrelid), t.tgrelid)::regclass from pg_trigger t
    where t.tgname = 'jim_change_insert' and not t.tgisinternal
  loop
    begin
      perform jim.track(tbl);
    exception when insufficient_privilege then
      -- Somebody else's by now; what its triggers cannot log in detail stays as it is.
      null;
    end;
  end loop;
end
$$;
revoke all on all functions in schema jim from public;
