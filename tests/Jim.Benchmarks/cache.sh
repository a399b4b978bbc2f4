#!/usr/bin/env bash
# ./jim bench cache: how fast cached answers are served over HTTP, beside what Kestrel serves in the same minute with nothing behind it
# (PlaintextServer.cs). With JIM_TEST_REDIS also where the answers are kept in that Redis.
#   --seconds S   length of one measurement (5)
#   --rounds R    of which the median counts (5); the two servers are measured in turns
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"
. "$root/deploy/local/build.sh"
. "$root/tests/Jim.Benchmarks/private.sh"

seconds=5 rounds=5 plaintext=''
variables='{"id":"00000001-0000-4000-8000-000000000001"}'

start_plaintext() {
  local port
  run_step "$folder/build.log" dotnet build "$root/tests/Jim.Benchmarks" -c Release -v quiet --nologo
  reserve_port port
  plaintext=http://127.0.0.1:$port
  spawn plaintext "$folder/plaintext.log" "$root/tests/Jim.Benchmarks/bin/Release/net10.0/Jim.Benchmarks" plaintext "$plaintext"
  await plaintext 30 answers_ok "$port" / || fail "the plaintext server does not start: $(tail -5 "$folder/plaintext.log")"
}

# hits SECONDS: writes cached answers a second and how many requests failed.
hits() {
  rm -f "$folder/jim.log"
  run_step "$folder/jim.log" wrk -t1 -c16 "-d${1}s" -s "$root/tests/Jim.Benchmarks/Cache/hits.lua" "$address/graphql" -- \
    "$workload/operations/one.graphql" "$variables"
  awk '/^requests\/s/ { print $2, $4 }' "$folder/jim.log" >"$folder/jim"
  is_hit || fail "the answer is not the cached one: $(<"$folder/answer")"
}

# is_hit: asks once and looks at the answer, which wrk does not.
is_hit() {
  local query
  query=$(tr -s '[:space:]' ' ' <"$workload/operations/one.graphql")
  curl -sS -i --max-time 10 -H 'Content-Type: application/json' -d "{\"query\":\"$query\",\"variables\":$variables}" \
    "$address/graphql" >"$folder/answer" && grep -qi '^cache-status: jim; hit' "$folder/answer" && grep -q '"userById":{"id"' "$folder/answer"
}

# texts SECONDS: writes plain texts a second.
texts() {
  rm -f "$folder/text.log"
  run_step "$folder/text.log" wrk -t1 -c16 "-d${1}s" "$plaintext/"
  awk '/^Requests\/sec/ { print $2 }' "$folder/text.log" >"$folder/text"
}

# store NAME: measures the server that runs.
store() {
  local round
  texts 3 && hits 5 # until the JIT has compiled what is hot
  for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds: answers kept in $1"
    texts "$seconds"
    hits "$seconds"
    awk -v "text=$(<"$folder/text")" '{ print text, $1, $1 / text, $2 }' "$folder/jim" >>"$folder/$1.rounds"
  done
  # shellcheck disable=SC2016
  printf '| %s | %.0f | %.0f | %.2f | %.0f |\n' "$1" \
    "$(median "$1.rounds" 1)" "$(median "$1.rounds" 2)" "$(median "$1.rounds" 3)" "$(median "$1.rounds" 4)"
}

main() {
  local redis=${JIM_TEST_REDIS:-}
  read_numbers 'seconds rounds' "$@"
  need wrk wrk
  need curl curl
  prepare
  export JIM_MODEL=none JIM_SCHEMAS=workload JIM_LIMIT_RATE=0 JIM_LIMIT_DATABASE_SECONDS=0
  load_workload 20 200
  start_plaintext
  echo "| kept in | Kestrel's plaintext/s | cached answers/s | ratio | failed |"
  echo "|---|---|---|---|---|"
  start_server
  store memory
  if [[ $redis ]]; then
    stop server
    REDIS_URL=$redis start_server
    store Redis
  fi
  echo
  echo "16 connections, $rounds rounds of $seconds s in turns, medians; $(nproc) cores shared by all; load $(cut -d' ' -f1 /proc/loadavg)."
}

main "$@"
