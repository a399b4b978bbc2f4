#!/usr/bin/env bash
# healthy.sh PORT [PATH]: succeeds when the server of this container answers 200. In bash alone, because the image of Keycloak has no curl.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "${2:-/health/ready}" "$1" >&3
read -r -t 4 -u 3 status
[[ $status == HTTP/1.?" 200"* ]]
