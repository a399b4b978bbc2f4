#!/bin/sh
# start.sh COMMAND…: puts the password of the environment into the definitions, then becomes the broker. No password stands in a file of the repository.
set -eu
definitions=${JIM_DEFINITIONS:-/etc/jim/definitions.json}
case ${RABBITMQ_PASSWORD:?is not set} in
  *[!A-Za-z0-9]*) echo "RABBITMQ_PASSWORD takes letters and digits only" >&2 && exit 1 ;;
esac
umask 077
sed "s/@RABBITMQ_PASSWORD@/$RABBITMQ_PASSWORD/" "$definitions" >"${JIM_DEFINITIONS_OUT:-/tmp/definitions.json}"
exec "$@"
