#!/usr/bin/env bash
# backup.sh [ARGUMENT…]: without arguments, backs up into /backups each day at JIM_BACKUP_AT (UTC), keeps the last JIM_BACKUP_KEEP, and reads all of
# them again on Sundays; else runs jim-server with the arguments (`backup /backups`, `restore /backups`). A backup that fails is tried again the next day; its
# container then says what to do in its log.
set -euo pipefail
(($# == 0)) || exec /app/jim-server "$@"

# A container's first process ignores a signal that it has no trap for.
child=
trap 'trap "" TERM INT; [[ -z $child ]] || { kill "$child" 2>/dev/null && wait "$child"; }; exit 143' TERM INT

# call COMMAND…: waits for it, so that a signal ends both at once.
call() {
  local status=0
  "$@" &
  child=$!
  wait "$child" || status=$?
  child=
  return "$status"
}

while :; do
  next=$(date -u -d "today $JIM_BACKUP_AT" +%s)
  ((next > $(date +%s))) || next=$(date -u -d "tomorrow $JIM_BACKUP_AT" +%s)
  echo "the next backup begins at $(date -u -d "@$next" '+%F %R') UTC"
  call sleep $((next - $(date +%s)))
  call /app/jim-server backup /backups --keep "$JIM_BACKUP_KEEP" || echo "the backup ended with $?"
  [[ $(date -u +%u) != 7 ]] || call /app/jim-server backup /backups --verify || echo "a backup is not whole"
done
