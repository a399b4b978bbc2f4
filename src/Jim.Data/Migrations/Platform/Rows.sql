-- Trigger functions for any table with updated_at and version.
create function jim.touch() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.updated_at := now();
  new.version := old.version + 1;
  return new;
end
$$;
comment on function jim.touch() is
  'BEFORE UPDATE row trigger: version + 1, updated_at is the transaction''s time, whatever the statement said.';

-- Row level security for everyone, the owner too; the owner's own functions (security definer) pass by a policy, so that no request that
-- runs under an application role pays for it in its plan.
create function jim.secure(tbl regclass) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('alter table %s enable row level security, force row level security', tbl);
  execute format('create policy jim_owner on %s to current_user using (true) with check (true)', tbl);
  execute format('create policy jim_admin on %s to jim_admin using (true) with check (true)', tbl);
end
$$;
comment on function jim.secure(regclass) is
  'Switches row level security on (forced), and lets the owner and jim_admin see and write every row.';
