#!/bin/sh
# Stands in for the entry point of the image rabbitmq: the broker logs to the console, as the user that the container runs as.
export RABBITMQ_LOGS=- RABBITMQ_ENABLED_PLUGINS_FILE=/tmp/enabled_plugins
echo '[].' >"$RABBITMQ_ENABLED_PLUGINS_FILE"
exec "$@"
