#!/usr/bin/env bash
# ./jim bench: measures the four operations of a workload over HTTP, in turns with the same answers built by hand in SQL (the limit), on a
# private Postgres.
#   --users N --documents N   size of the data (20000, 200000)
#   --seconds S --rounds R    length of one measurement, and how many of each (5, 3); the report has the medians
# Compare the ratios only, and only within one run: the speed of a machine changes, and load generator, server and Postgres share its cores.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"

workload=${JIM_SHARED:-$root/../shared}/bench
server=$root/src/Jim.Server/bin/${JIM_CONFIGURATION:-Release}/net10.0/jim-server
operations=(one page group list)
users=20000 documents=200000 seconds=5 rounds=3
folder='' address=''

read_options() {
  while (($# > 0)); do
    [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "bench: $1 needs a whole number"
    case $1 in
      --users) users=$2 ;;
      --documents) documents=$2 ;;
      --seconds) seconds=$2 ;;
      --rounds) rounds=$2 ;;
      *) fail "bench: there is no option '$1' (--users, --documents, --seconds, --rounds)" ;;
    esac
    shift 2
  done
}

need() { command -v "$1" >/dev/null || fail "$1 is missing: apt-get install $2"; }

# as_owner COMMAND…: runs it with the database owner's login in the environment, so that the password is on no command line.
as_owner() { PGHOST=127.0.0.1 PGPORT=$cluster_port PGUSER=jim_owner PGPASSWORD=$owner_password PGDATABASE=jim "$@"; }

# run LOG COMMAND…: runs it in the background and waits for it, because bash would handle Ctrl-C only after a command in the foreground.
run() {
  local log=$1 status=0
  spawn step "$@"
  wait "${spawned[step]}" || status=$?
  unset "spawned[step]"
  ((status == 0)) || fail "failed: ${*:2:2}: $(tail -5 "$log")"
}

load() {
  say "loading $users users and $documents documents"
  as_owner run "$folder/load.log" psql -X -q -v "users=$users" -v "docs=$documents" -f "$workload/schema.sql"
  "$server" migrate --env-file /dev/null >>"$folder/load.log" 2>&1 || fail "migrate failed: $(tail -5 "$folder/load.log")"
  as_owner run "$folder/load.log" psql -X -q -v ON_ERROR_STOP=1 \
    -c 'grant usage on schema bench to jim_anonymous' -c 'grant select on all tables in schema bench to jim_anonymous' -c 'vacuum analyze'
}

start_server() {
  local port
  reserve_port port
  address=http://127.0.0.1:$port
  # The first two as `./jim run` sets them, where the reason stands.
  export DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0 DOTNET_TieredPGO=1
  spawn server "$folder/server.log" "$server" run --env-file /dev/null --listen "$address"
  await server 60 answers_ok "$port" /health/ready || fail "the server does not start: $(tail -5 "$folder/server.log")"
}

# limit OPERATION: measures the SQL; writes transactions per second.
limit() {
  rm -f "$folder/limit.log"
  as_owner run "$folder/limit.log" pgbench -n -M prepared -c 16 -j 1 -T "$seconds" -D "users=$users" -f "$workload/limit/$1.sql"
  awk '/^tps/ { printf "%.0f", $3 }' "$folder/limit.log" >"$folder/limit"
}

# jim OPERATION SECONDS: measures Jim; writes requests per second, p50 and p99 in milliseconds, and how many answers had errors.
jim() {
  rm -f "$folder/jim.log"
  run "$folder/jim.log" wrk -t1 -c16 "-d${2}s" -s "$workload/graphql.lua" "$address/graphql" -- jim "$1" "$users" "$documents"
  awk '/^requests\/s/ { print $2, $4, $7, $NF }' "$folder/jim.log" >"$folder/jim"
  [[ -s $folder/jim && $(<"$folder/jim") != '0 '* ]] || fail "no answer to '$1': $(<"$folder/jim.log")"
}

measure() {
  local op round tps
  for op in "${operations[@]}"; do jim "$op" 5; done # warms up, until the JIT has compiled what is hot
  for ((round = 1; round <= rounds; round++)); do
    for op in "${operations[@]}"; do
      say "round $round of $rounds: $op"
      limit "$op"
      jim "$op" "$seconds"
      tps=$(<"$folder/limit")
      awk -v "limit=$tps" '{ print limit, $1, $1 / limit, $2, $3, $4 }' "$folder/jim" >>"$folder/$op.rounds"
    done
  done
}

# median OPERATION COLUMN
median() { cut -d' ' -f"$2" "$folder/$1.rounds" | sort -g | awk '{ v[NR] = $1 } END { m = int((NR + 1) / 2); print NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2 }'; }

report() {
  local op wrong all=0
  echo "| operation | limit/s | Jim/s | ratio | p50 ms | p99 ms | answers with errors |"
  echo "|---|---|---|---|---|---|---|"
  for op in "${operations[@]}"; do
    wrong=$(awk '{ n += $6 } END { print n + 0 }' "$folder/$op.rounds")
    all=$((all + wrong))
    # shellcheck disable=SC2016
    printf '| `%s` | %.0f | %.0f | %.2f | %.2f | %.2f | %d |\n' "$op" \
      "$(median "$op" 1)" "$(median "$op" 2)" "$(median "$op" 3)" "$(median "$op" 4)" "$(median "$op" 5)" "$wrong"
  done
  echo
  echo "$users users, $documents documents, 16 connections, $rounds rounds of $seconds s, medians; $(nproc) cores shared by all; load $(cut -d' ' -f1 /proc/loadavg)."
  ((all == 0)) || fail "$all answers with errors"
}

main() {
  export LC_ALL=C
  read_options "$@"
  need psql postgresql-client && need pgbench postgresql && need wrk wrk
  [[ -f $workload/schema.sql ]] || fail "the workload is not at $workload: set JIM_SHARED to the folder that has bench/"
  folder=$(mktemp -d "${TMPDIR:-/tmp}/jim-bench.XXXXXX")
  chmod 711 "$folder" # Postgres runs as another user where this script runs as root
  end_properly : "rm -rf '$folder'"
  cluster_settings=(-c fsync=off -c synchronous_commit=off -c shared_buffers=1GB -c max_connections=200)
  private_postgres "$folder"
  unset REDIS_URL RABBITMQ_URL S3_ENDPOINT OIDC_ISSUER JIM_PROCESS JIM_PUBLIC_URL
  export JIM_MODEL=none JIM_SCHEMAS=bench JIM_CACHE=off JIM_DATA=$folder/data
  load
  start_server
  measure
  report
}

main "$@"
