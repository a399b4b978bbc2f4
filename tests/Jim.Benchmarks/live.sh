#!/usr/bin/env bash
# ./jim bench live [all|own|idle]: live queries in great number, each of another user and of its own row, on a private Postgres.
#   all    1,000 clients; one commit changes all their rows: how long after it does each have the new answer
#   own    5,000 clients; a commit changes the row of one of them: how long, and what does it cost
#   idle   10,000 clients, and nothing is written: memory of a client, and which SQL runs
#   --sockets N   how many clients, in place of these numbers
#   --rounds R    how many commits of `all` (5); the report has the medians
# Postgres, server and clients share the machine's cores. Each measurement has a fresh server.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"
. "$root/deploy/local/build.sh"
. "$root/tests/Jim.Benchmarks/private.sh"

sockets='' rounds=5

main() {
  local measured=(all own idle) name
  case ${1:-} in all | own | idle) measured=("$1") && shift ;; esac
  read_numbers 'sockets rounds' "$@"
  need node nodejs
  ulimit -n "$(ulimit -H -n)"
  prepare
  unset JIM_MODEL JIM_SCHEMAS
  export JIM_LIMIT_SOCKETS_ADDRESS=0 # one address stands for many
  load_starter "$((${sockets:-10000} * 11 / 10 + 100))" "$((${sockets:-10000} * 4))"
  echo '| measured | figure |'
  echo '|---|---|'
  for name in "${measured[@]}"; do measure "$name"; done
  echo
  echo "$(nproc) cores shared by all; load $(cut -d' ' -f1 /proc/loadavg)."
}

measure() {
  local -A clients=([all]=1000 [own]=5000 [idle]=10000)
  local count=${sockets:-${clients[$1]}} token
  start_server
  token=$("$server" token carol --env-file /dev/null)
  say "$1: $count clients"
  as_owner node "$root/tests/Jim.Benchmarks/live/live.mjs" "$address" "$folder/data/issuer/key.pem" "$token" "${spawned[server]}" \
    "$(head -1 "$cluster/data/postmaster.pid")" "$1" "$count" "$rounds"
  stop server
}

main "$@"
