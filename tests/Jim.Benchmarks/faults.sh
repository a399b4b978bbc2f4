#!/usr/bin/env bash
# ./jim bench faults: what Jim promises under abuse, measured on a private Postgres with the starter model.
#   fairness   one greedy user with six shapes of load beside nine modest ones: how long the modest wait with him and without him
#   --users N --documents N   size of the data (2000, 50000)
#   --seconds S --rounds R    length of one measurement, and how many of each (20, 3); the report has the medians
# Postgres, server and load generator share the machine's cores; how much of them the generator takes is told.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"

server=$root/src/Jim.Server/bin/${JIM_CONFIGURATION:-Release}/net10.0/jim-server
users=2000 documents=50000 seconds=20 rounds=3
folder='' address=''

read_options() {
  while (($# > 0)); do
    [[ $1 != fairness ]] || { shift; continue; }
    [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "bench faults: $1 needs a whole number"
    case $1 in
      --users) users=$2 ;;
      --documents) documents=$2 ;;
      --seconds) seconds=$2 ;;
      --rounds) rounds=$2 ;;
      *) fail "bench faults: there is no option '$1' (fairness, --users, --documents, --seconds, --rounds)" ;;
    esac
    shift 2
  done
}

load() {
  say "loading $users users and $documents documents"
  "$server" migrate --env-file /dev/null >"$folder/load.log" 2>&1 || fail "migrate failed: $(tail -5 "$folder/load.log")"
  "$server" seed --env-file /dev/null --users "$users" --documents "$documents" >>"$folder/load.log" 2>&1 ||
    fail "seed failed: $(tail -5 "$folder/load.log")"
}

start_server() {
  local port
  reserve_port port
  address=http://127.0.0.1:$port
  # As `./jim run` sets them, where the reason stands.
  export DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0 DOTNET_TieredPGO=1
  spawn server "$folder/server.log" "$server" run --env-file /dev/null --listen "$address"
  await server 60 answers_ok "$port" /health/ready || fail "the server does not start: $(tail -5 "$folder/server.log")"
}

main() {
  export LC_ALL=C
  read_options "$@"
  command -v node >/dev/null || fail "node is missing: apt-get install nodejs"
  folder=$(mktemp -d "${TMPDIR:-/tmp}/jim-faults.XXXXXX")
  chmod 711 "$folder" # Postgres runs as another user where this script runs as root
  end_properly : "rm -rf '$folder'"
  cluster_settings=(-c fsync=off -c synchronous_commit=off -c shared_buffers=512MB -c max_connections=200)
  private_postgres "$folder"
  unset REDIS_URL RABBITMQ_URL S3_ENDPOINT OIDC_ISSUER JIM_PROCESS JIM_PUBLIC_URL JIM_MODEL JIM_SCHEMAS
  # Every limit has its default; the cache is off, so that the modest ask the database too.
  export JIM_CACHE=off JIM_DATA=$folder/data
  load
  start_server
  local token
  token=$("$server" token carol --env-file /dev/null --listen "$address")
  node "$root/tests/Jim.Benchmarks/faults/fairness.mjs" "$address" "$folder/data/issuer/key.pem" "$token" "$seconds" "$rounds"
}

main "$@"
