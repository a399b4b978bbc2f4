-- The trigger function of every table with columns updated_at and version.
create function jim.touch() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.updated_at := now();
  new.version := old.version + 1;
  return new;
end
$$;
comment on function jim.touch() is
  'BEFORE UPDATE row trigger: version + 1, updated_at is the transaction''s time, whatever the statement said.';

-- Forced row level security holds for the owner of the table as well. The functions that run with the owner's rights (security definer)
-- need all rows, so the owner gets a policy that allows them. It is a policy for the owner alone, so the plans of requests, which run
-- under application roles, do not contain it.
create function jim.secure(tbl regclass) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('alter table %s enable row level security, force row level security', tbl);
  execute format('create policy jim_owner on %s to current_user using (true) with check (true)', tbl);
  execute format('create policy jim_admin on %s to jim_admin using (true) with check (true)', tbl);
end
$$;
comment on function jim.secure(regclass) is
  'Switches row level security on (forced), and lets the owner and jim_admin see and write every row.';
