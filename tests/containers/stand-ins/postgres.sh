#!/bin/bash
# Stands in for the entry point of the image postgres: at the first start it makes the cluster, with POSTGRES_PASSWORD or the file that
# POSTGRES_PASSWORD_FILE names, and runs /docker-entrypoint-initdb.d/*.
set -euo pipefail
if [[ ! -s $PGDATA/PG_VERSION ]]; then
  password=$(mktemp)
  if [[ -n ${POSTGRES_PASSWORD_FILE:-} ]]; then cat "$POSTGRES_PASSWORD_FILE"; else echo "$POSTGRES_PASSWORD"; fi >"$password"
  initdb --encoding UTF8 --locale C.UTF-8 --username postgres --pwfile "$password" --auth-local trust --auth-host scram-sha-256 >/dev/null
  rm "$password"
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  pg_ctl --wait --options "-c listen_addresses='' -c unix_socket_directories=/tmp" start >/dev/null
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) if [[ -x $file ]]; then PGHOST=/tmp "$file"; else . "$file"; fi ;;
      *.sql) PGHOST=/tmp psql -v ON_ERROR_STOP=1 -U postgres -f "$file" ;;
    esac
  done
  pg_ctl --wait --mode fast stop >/dev/null
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/tmp
