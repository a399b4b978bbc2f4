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
. "$root/deploy/local/build.sh"
. "$root/tests/Jim.Benchmarks/private.sh"

operations=(one page group list)
users=20000 documents=200000 seconds=5 rounds=3

# limit OPERATION: measures the SQL; writes transactions per second.
limit() {
  rm -f "$folder/limit.log"
  as_owner run_step "$folder/limit.log" pgbench -n -M prepared -c 16 -j 1 -T "$seconds" -D "users=$users" -f "$workload/limits/$1.sql"
  awk '/^tps/ { printf "%.0f", $3 }' "$folder/limit.log" >"$folder/limit"
}

# jim OPERATION SECONDS: measures Jim; writes requests per second, p50 and p99 in milliseconds, and how many answers had errors.
jim() {
  rm -f "$folder/jim.log"
  run_step "$folder/jim.log" wrk -t1 -c16 "-d${2}s" -s "$workload/load.lua" "$address/graphql" -- "$workload/operations/$1.graphql" "$users"
  awk '/^requests\/s/ { print $2, $4, $6, $8 }' "$folder/jim.log" >"$folder/jim"
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

report() {
  local op wrong all=0
  echo "| operation | limit/s | Jim/s | ratio | p50 ms | p99 ms | answers with errors |"
  echo "|---|---|---|---|---|---|---|"
  for op in "${operations[@]}"; do
    wrong=$(awk '{ n += $6 } END { print n + 0 }' "$folder/$op.rounds")
    all=$((all + wrong))
    # shellcheck disable=SC2016
    printf '| `%s` | %.0f | %.0f | %.2f | %.2f | %.2f | %d |\n' "$op" \
      "$(median "$op.rounds" 1)" "$(median "$op.rounds" 2)" "$(median "$op.rounds" 3)" "$(median "$op.rounds" 4)" "$(median "$op.rounds" 5)" "$wrong"
  done
  echo
  echo "$users users, $documents documents, 16 connections, $rounds rounds of $seconds s, medians; $(nproc) cores shared by all; load $(cut -d' ' -f1 /proc/loadavg)."
  ((all == 0)) || fail "$all answers with errors"
}

main() {
  read_numbers 'users documents seconds rounds' "$@"
  need pgbench postgresql && need wrk wrk
  prepare
  export JIM_MODEL=none JIM_SCHEMAS=workload JIM_CACHE=off JIM_LIMIT_DATABASE_SECONDS=0
  load_workload "$users" "$documents"
  start_server
  measure
  report
}

main "$@"
