-- The application roles and the schema jim. This runs on every migration, before the migrations of platform and starter: roles belong to
-- the cluster and are not restored with a database. Two databases of a cluster may create a role at the same moment; the second one gets
-- SQLSTATE 42710 (duplicate object) or, from the unique index of pg_authid, 23505.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['jim_anonymous', 'jim_user', 'jim_admin', 'jim_service', 'jim_gateway'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception when duplicate_object or unique_violation then
        null;
      end;
    end if;
  end loop;
  -- What is granted to users, and their policies, hold for the service account as well.
  if not exists (select from pg_auth_members m where m.roleid = 'jim_user'::regrole and m.member = 'jim_service'::regrole) then
    grant jim_user to jim_service;
  end if;
end
$$;
create schema if not exists jim;
