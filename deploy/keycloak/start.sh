#!/usr/bin/env bash
# start.sh COMMAND…: makes NAME of each variable NAME_FILE, whose value is the path of a secret, then runs the command in its own place. Keycloak itself
# takes passwords by the environment only.
set -eu
for variable in "${!KC_@}"; do
  if [[ $variable == *_FILE ]]; then
    export "${variable%_FILE}=$(<"${!variable}")"
    unset "$variable"
  fi
done
exec "$@"
