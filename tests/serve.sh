#!/usr/bin/env bash
# Real servers for one test that stops, kills or restarts them: tests/serve.sh NAME… (postgres standby1 standby2 redis rabbitmq garage keycloak).
# Prints each server's JIM_TEST_* variables as NAME=value and then `ready`. Then takes lines on standard input, each answered by `done`:
#   stop NAME    ends it properly        kill NAME    kills it and all of its processes at once
#   start NAME   starts it again on the same port with the data it had, and waits until it answers
#   hang NAME    stops all of its processes, which keep their connections, until `wake NAME`
# Ends, with all servers, at the end of its input. A server that is not installed here is named on standard error; its variables are not printed.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"
shared=$(readlink -m "${JIM_SHARED:-$root/../shared}")
failed=0
postgres_commits=on # synchronous commits: a server that is killed must still have what it confirmed
run_dir=$(mktemp -d "${TMPDIR:-/tmp}/jim-serve.XXXXXX")
chmod 711 "$run_dir"
log_dir=${JIM_TEST_LOGS:-$run_dir}/serve-$$
mkdir -p "$log_dir"
. "$root/tests/containers/engine.sh"
. "$root/tests/services.sh"

unset "${!JIM_TEST_@}" # the variables of the test run that has started this script
end_properly : 'rm -rf "$run_dir"'
launch_services "$@"
need_services "$@"
for variable in "${!JIM_TEST_@}"; do echo "$variable=${!variable}"; done
echo ready

# Tries three times: the last processes of a killed Postgres may still hold its shared memory for a moment.
restart() {
  for _ in 1 2 3; do
    "start_$1"
    if await "$1" "${start_seconds[$1]}" "ready_$1"; then return; fi
    stop "$1"
    sleep 0.5
  done
  return 1
}

# signal_all SIGNAL PROCESS: that and all below it.
signal_all() {
  local child
  kill -s "$1" "$2"
  for child in $(pgrep -P "$2"); do signal_all "$1" "$child"; done
}

while read -r verb name; do
  case $verb in
    stop) stop "$name" ;;
    kill)
      kill -s KILL -- "-${spawned[$name]}"
      stop "$name"
      ;;
    hang) signal_all STOP "${spawned[$name]}" ;;
    wake) signal_all CONT "${spawned[$name]}" ;;
    start)
      restart "$name" || fail "$name does not start again: $(tail -3 "$(log_of "$name")")"
      ;;
    *) fail "unknown: $verb" ;;
  esac
  echo 'done'
done
