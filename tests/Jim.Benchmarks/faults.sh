#!/usr/bin/env bash
# ./jim bench faults [fairness|live|uploads|idle]: what Jim promises under load and abuse, measured on a private Postgres with the starter model.
#   fairness   one greedy user with six shapes of load beside nine modest ones: how long the modest wait with him and without him
#   live       many sockets, each with a live query of its own: how long after a commit that changes all answers each client has the new one
#   uploads    200 uploads of 20 MiB at once: the memory of the server, which must stay below 400 MiB (only where it is asked for)
#   idle       the memory of idle sockets that once sent 1 MiB, and of downloads and answers that nobody reads (only where it is asked for)
#   --users N --documents N   size of the data (2500, 50000)
#   --seconds S --rounds R    length of one measurement of the modest, and how many of each (20, 3); the report has the medians
#   --sockets N               how many are open (2000); each is of another user
#   --count N                 how many uploads (200), or how many idle sockets and downloads (800)
# Postgres, server and load generators share the machine's cores; how much of them each takes is told.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"
. "$root/deploy/local/build.sh"
. "$root/tests/Jim.Benchmarks/private.sh"

users=2500 documents=50000 seconds=20 rounds=3 sockets=2000 count=

main() {
  local measured=(fairness live) name token failed=0
  case ${1:-} in fairness | live | uploads | idle) measured=("$1") && shift ;; esac
  read_numbers 'users documents seconds rounds sockets count' "$@"
  need node nodejs
  prepare
  unset JIM_MODEL JIM_SCHEMAS
  # Limits have their defaults, but for the sockets of one address, which are those of all users here. The cache is off, so that the modest
  # ask the database too.
  export JIM_CACHE=off JIM_LIMIT_SOCKETS_ADDRESS=$((sockets + 1000))
  # Where memory is measured, one user and one address stand for many.
  case ${measured[0]} in
    uploads | idle) export JIM_LIMIT_RATE=0 JIM_LIMIT_DATABASE_SECONDS=0 JIM_LIMIT_WAITING=10000 JIM_LIMIT_SOCKETS_ANONYMOUS=0 ;;
  esac
  load_starter "$users" "$documents"
  start_server
  token=$("$server" token carol --env-file /dev/null)
  for name in "${measured[@]}"; do "measure_$name" "$token" || failed=1; done
  return "$failed"
}

measure_fairness() { measure fairness.mjs "$1" "$seconds" "$rounds"; }

measure_live() { as_owner measure live.mjs "$1" "$sockets" "$rounds"; }

measure_uploads() { measure memory.mjs "$1" uploads "${count:-200}" 20; }

measure_idle() { measure memory.mjs "$1" idle "${count:-800}"; }

# measure SCRIPT TOKEN ARGUMENT…
measure() {
  node "$root/tests/Jim.Benchmarks/faults/$1" "$address" "$folder/data/issuer/key.pem" "$2" "${spawned[server]}" \
    "$(head -1 "$cluster/data/postmaster.pid")" "${@:3}"
}

main "$@"
