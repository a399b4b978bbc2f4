#!/bin/sh
# Not used: Keycloak's own kc.sh is the entry point.
exec "$@"
