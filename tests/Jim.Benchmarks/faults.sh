#!/usr/bin/env bash
# ./jim bench faults [fairness|live]: what Jim promises under load and abuse, measured on a private Postgres with the starter model.
#   fairness   one greedy user with six shapes of load beside nine modest ones: how long the modest wait with him and without him
#   live       many sockets, each with a live query of its own: how long after a commit that changes all answers each client has the new one
#   --users N --documents N   size of the data (2000, 50000)
#   --seconds S --rounds R    length of one measurement of the modest, and how many of each (20, 3); the report has the medians
#   --sockets N               how many are open (2000); each is of another user
# Postgres, server and load generators share the machine's cores; how much of them each takes is told.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"
. "$root/deploy/local/build.sh"
. "$root/tests/Jim.Benchmarks/private.sh"

users=2000 documents=50000 seconds=20 rounds=3 sockets=2000

main() {
  local measured=(fairness live) name token failed=0
  if [[ ${1:-} == fairness || ${1:-} == live ]]; then measured=("$1") && shift; fi
  read_numbers 'users documents seconds rounds sockets' "$@"
  need node nodejs
  prepare
  unset JIM_MODEL JIM_SCHEMAS
  # Limits have their defaults, but for the sockets of one address, which are those of all users here. The cache is off, so that the modest
  # ask the database too.
  export JIM_CACHE=off JIM_LIMIT_SOCKETS_ADDRESS=$((sockets + 1000))
  load_starter "$users" "$documents"
  start_server
  token=$("$server" token carol --env-file /dev/null)
  for name in "${measured[@]}"; do "measure_$name" "$token" || failed=1; done
  return "$failed"
}

measure_fairness() { measure fairness.mjs "$1" "$seconds" "$rounds"; }

measure_live() { as_owner measure live.mjs "$1" "$sockets" "$rounds"; }

# measure SCRIPT TOKEN ARGUMENT…
measure() {
  node "$root/tests/Jim.Benchmarks/faults/$1" "$address" "$folder/data/issuer/key.pem" "$2" "${spawned[server]}" \
    "$(head -1 "$cluster/data/postmaster.pid")" "${@:3}"
}

main "$@"
