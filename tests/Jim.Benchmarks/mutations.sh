#!/usr/bin/env bash
# ./jim bench mutations: what it costs that workers run all mutations (JIM_MUTATIONS=queued), over HTTP: one insert, from 1 and from 16
# addresses, each of which sends one after another. With JIM_TEST_RABBITMQ also over that broker.
#   --seconds S   length of one measurement (5)
#   --rounds R    of which the median counts (3)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"
. "$root/deploy/local/build.sh"
. "$root/tests/Jim.Benchmarks/private.sh"

seconds=5 rounds=3

# insert CONNECTIONS SECONDS: prints inserts a second, p50 and p95 in milliseconds, and how many answers were wrong.
insert() {
  rm -f "$folder/insert.log"
  run_step "$folder/insert.log" wrk -t1 "-c$1" "-d${2}s" -s "$root/tests/Jim.Benchmarks/mutations.lua" "$address/graphql" -- "$1"
  awk '/^rate/ { print $2, $4, $6, $NF }' "$folder/insert.log"
}

# form NAME: measures the server that runs.
form() {
  local connections round row
  for connections in 1 16; do
    insert "$connections" 3 >/dev/null # until the JIT has compiled what is hot
    row=$(for ((round = 0; round < rounds; round++)); do insert "$connections" "$seconds"; done | sort -n | sed -n "$(((rounds + 1) / 2))p")
    # shellcheck disable=SC2086
    printf '| %s | %s | %s | %s | %s | %s |\n' "$1" "$connections" $row
  done
}

main() {
  local broker=${JIM_TEST_RABBITMQ:-}
  read_numbers 'seconds rounds' "$@"
  need wrk wrk
  prepare
  export JIM_LIMIT_RATE=0 JIM_LIMIT_DATABASE_SECONDS=0 JIM_TRUSTED_PROXIES=127.0.0.1
  load_starter 100 1000
  as_owner psql -X -q -v ON_ERROR_STOP=1 -c \
    "create table notes (id bigint generated always as identity primary key, line text); grant select, insert on notes to jim_anonymous"
  echo "| form | connections | inserts/s | p50 ms | p95 ms | wrong |"
  echo "|---|---|---|---|---|---|"
  start_server
  form direct
  stop server
  JIM_MUTATIONS=queued start_server
  form "queued, in the process"
  stop server
  if [[ $broker ]]; then
    JIM_MUTATIONS=queued RABBITMQ_URL=$broker start_server
    form "queued, RabbitMQ"
  fi
  echo
  echo "$rounds rounds of $seconds s; Postgres without fsync; $(nproc) cores shared by all; load $(cut -d' ' -f1 /proc/loadavg)"
}

main "$@"
