#!/bin/sh
# start.sh COMMAND…: writes the password of the environment, or of the file that RABBITMQ_PASSWORD_FILE names, into a copy of the definitions, then
# runs the broker in its own place. So no file of the repository holds a password.
set -eu
definitions=${JIM_DEFINITIONS:-/etc/jim/definitions.json}
if [ -n "${RABBITMQ_PASSWORD_FILE:-}" ]; then RABBITMQ_PASSWORD=$(cat "$RABBITMQ_PASSWORD_FILE"); fi
case ${RABBITMQ_PASSWORD:?is not set} in
  *[!A-Za-z0-9]*) echo "RABBITMQ_PASSWORD takes letters and digits only" >&2 && exit 1 ;;
esac
umask 077
sed "s/@RABBITMQ_PASSWORD@/$RABBITMQ_PASSWORD/" "$definitions" >"${JIM_DEFINITIONS_OUT:-/tmp/definitions.json}"
exec "$@"
