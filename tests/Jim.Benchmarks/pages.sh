#!/usr/bin/env bash
# ./jim bench pages: first pages of ten rows under the starter's row policies, over HTTP on one connection without the cache, one request at
# a time, for a user who sees few of the rows and for the service account, which sees all.
#   --users N --documents N   size of the data (20000, 200000)
#   --seconds S               length of one measurement (3)
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"
. "$root/deploy/local/build.sh"
. "$root/tests/Jim.Benchmarks/private.sh"

pages=(newest title icontains search jsonb users events)
users=20000 documents=200000 seconds=3

# page NAME CALLER SECONDS: prints p50 and p95 in milliseconds, and how many answers had errors.
page() {
  rm -f "$folder/page.log"
  run_step "$folder/page.log" wrk -t1 -c1 "-d${3}s" -s "$root/tests/Jim.Benchmarks/pages.lua" "$address/graphql" -- "$1" "$(<"$folder/$2.token")"
  awk '/^p50/ { print $2, $4, $NF }' "$folder/page.log"
}

main() {
  local name caller row wrong=0
  read_numbers 'users documents seconds' "$@"
  need wrk wrk
  prepare
  export JIM_CACHE=off JIM_LIMIT_RATE=0 JIM_LIMIT_DATABASE_SECONDS=0
  load_starter "$users" "$documents"
  start_server
  for caller in alice jim-service; do "$server" token "$caller" --env-file /dev/null >"$folder/$caller.token"; done
  for name in "${pages[@]}"; do page "$name" alice 1 >/dev/null; done # until the JIT has compiled what is hot
  echo "| page | caller | p50 ms | p95 ms |"
  echo "|---|---|---|---|"
  for caller in alice jim-service; do
    for name in "${pages[@]}"; do
      row=$(page "$name" "$caller" "$seconds")
      wrong=$((wrong + ${row##* }))
      # shellcheck disable=SC2086
      printf '| %s | %s | %s | %s |\n' "$name" "$caller" ${row% *}
    done
  done
  echo
  echo "$users users, $documents documents, 1 connection, $seconds s each; $(nproc) cores shared by all; load $(cut -d' ' -f1 /proc/loadavg)"
  ((wrong == 0)) || fail "$wrong answers with errors"
}

main "$@"
