#!/usr/bin/env bash
# ./jim bench faults: what Jim promises under abuse, measured on a private Postgres with the starter model.
#   fairness   one greedy user with six shapes of load beside nine modest ones: how long the modest wait with him and without him
#   --users N --documents N   size of the data (2000, 50000)
#   --seconds S --rounds R    length of one measurement, and how many of each (20, 3); the report has the medians
# Postgres, server and load generators share the machine's cores; how much of them each takes is told.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"
. "$root/deploy/local/build.sh"
. "$root/tests/Jim.Benchmarks/private.sh"

users=2000 documents=50000 seconds=20 rounds=3

main() {
  if [[ ${1:-} == fairness ]]; then shift; fi
  read_numbers 'users documents seconds rounds' "$@"
  need node nodejs
  prepare
  unset JIM_MODEL JIM_SCHEMAS
  # Every limit has its default; the cache is off, so that the modest ask the database too.
  export JIM_CACHE=off
  load_starter "$users" "$documents"
  start_server
  local token
  token=$("$server" token carol --env-file /dev/null)
  node "$root/tests/Jim.Benchmarks/faults/fairness.mjs" "$address" "$folder/data/issuer/key.pem" "$token" \
    "${spawned[server]}" "$(head -1 "$cluster/data/postmaster.pid")" "$seconds" "$rounds"
}

main "$@"
