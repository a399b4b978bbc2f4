#!/usr/bin/env bash
# entrypoint.sh COMMAND…: makes each mounted secret an environment variable of the file's name (DATABASE_URL, REDIS_URL, …), then runs the
# command in its own place.
set -eu
for secret in "${JIM_SECRETS:-/run/secrets}"/*; do
  if [[ -f $secret && $(basename "$secret") =~ ^[A-Z][A-Z0-9_]*$ ]]; then export "$(basename "$secret")=$(<"$secret")"; fi
done
exec "$@"
