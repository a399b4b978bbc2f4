#!/usr/bin/env bash
# Creates roles and databases in a new cluster: run by the Postgres image at its first start, and by ./jim for its private cluster. Can be run again.
# The role jim_owner migrates and is no superuser; jim_gateway_login owns nothing and inherits no rights.
# Connects as POSTGRES_USER with the PG* variables; passwords come from the environment, or from the files that NAME_FILE names, so that they are on
# no command line.
set -eu
for name in JIM_OWNER_PASSWORD JIM_GATEWAY_PASSWORD KEYCLOAK_DATABASE_PASSWORD; do
  file=${name}_FILE
  if [[ -n ${!file:-} ]]; then export "$name=$(<"${!file}")"; fi
done
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
