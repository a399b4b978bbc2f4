#!/usr/bin/env bash
# Roles and databases of a new cluster: run by the Postgres image at its first start, and by ./jim for its private cluster. Safe to run again.
# The owner migrates and is no superuser; the gateway's login owns nothing and inherits nothing.
# Connects by the PG* variables, as POSTGRES_USER; passwords come by the environment, never on a command line.
set -eu
psql -X -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv owner_password JIM_OWNER_PASSWORD
\getenv gateway_password JIM_GATEWAY_PASSWORD
select 'create role jim_owner' where to_regrole('jim_owner') is null \gexec
select 'create role jim_gateway_login' where to_regrole('jim_gateway_login') is null \gexec
alter role jim_owner login createrole createdb password :'owner_password';
alter role jim_gateway_login login noinherit password :'gateway_password';
select 'create database jim owner jim_owner' where not exists (select from pg_database where datname = 'jim') \gexec
SQL

if [[ -n ${KEYCLOAK_DATABASE_PASSWORD:-} ]]; then
  psql -X -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv keycloak_password KEYCLOAK_DATABASE_PASSWORD
select 'create role keycloak' where to_regrole('keycloak') is null \gexec
alter role keycloak login password :'keycloak_password';
select 'create database keycloak owner keycloak' where not exists (select from pg_database where datname = 'keycloak') \gexec
SQL
fi
