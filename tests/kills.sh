#!/usr/bin/env bash
# Kills gateways, workers and Postgres at random under mixed load, and compares what clients were told with what is there.
# tests/kills.sh [SECONDS [SEED]]: 300 seconds for each of its tests, and a seed that is drawn and printed. Called by `./jim bench kills`.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/build.sh"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in src/Jim.Server tests/Jim.EndToEnd.Tests; do
  build build "$log" "$root/$project" || { cat "$log" >&2; fail "the build failed"; }
done
export JIM_KILL_SECONDS=${1:-300} CI=true
[[ -z ${2:-} ]] || export JIM_KILL_SEED=$2
"$root/tests/Jim.EndToEnd.Tests/bin/$configuration/net10.0/Jim.EndToEnd.Tests" -noLogo -noColor -diagnostics -class '*.FaultsOfKills*'
