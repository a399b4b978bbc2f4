-- The roles and the schema, before both histories and on every migrate: roles belong to the cluster, so a restored database may lack them.
-- Two databases of one cluster may create them at once; the loser sees 42710 or, from the index on pg_authid, 23505.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['jim_anonymous', 'jim_user', 'jim_admin', 'jim_gateway'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception when duplicate_object or unique_violation then
        null;
      end;
    end if;
  end loop;
end
$$;
create schema if not exists jim;
