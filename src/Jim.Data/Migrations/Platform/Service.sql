-- The service account has a database role of its own, jim_service, which inherits jim_user. So the policies of users need no arm that asks
-- for a realm role. Such an arm, joined by OR with the others, keeps Postgres from using their indexes: it may be true for every row.
create or replace function jim.may_write() returns boolean language sql stable parallel safe
  return current_user <> 'jim_service' and not jim.has_role('jim-service') or jim.claim('job') is not null;

-- Lets jim_service see every row, and write any inside of jobs. The restrictive policies cannot be widened by others, so that outside of
-- jobs it does not write even its own rows.
create function jim.open_to_service(tbl regclass) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  name text;
begin
  foreach name in array array['service_read', 'service_write', 'jobs_insert', 'jobs_update', 'jobs_delete', 'service'] loop
    execute format('drop policy if exists %I on %s', name, tbl);
  end loop;
  execute format('create policy service on %s to jim_service using (true) with check (true)', tbl);
  execute format('create policy jobs_insert on %s as restrictive for insert to jim_service with check ((select jim.may_write()))', tbl);
  execute format('create policy jobs_update on %s as restrictive for update to jim_service using ((select jim.may_write()))', tbl);
  execute format('create policy jobs_delete on %s as restrictive for delete to jim_service using ((select jim.may_write()))', tbl);
end
$$;
comment on function jim.open_to_service(regclass) is 'Lets jim_service see every row of the table, and write them inside of jobs.';
revoke all on function jim.open_to_service(regclass) from public;
select jim.open_to_service(t) from unnest(array['jim.buckets', 'jim.folders', 'jim.files']::regclass[]) t;
