#!/bin/bash
# Stands in for the entry point of the image nginx: runs /docker-entrypoint.d/*.sh, then nginx in the foreground. Debian's nginx 1.22 does not know
# `resolve` in an upstream (1.27.3 does): there the gateways stand in a variable, whose name nginx asks the resolver for as well; it then opens a connection
# for each request. Nor does it know the line `http2 on`.
set -euo pipefail
for script in /docker-entrypoint.d/*.sh; do "$script"; done
sed -E '/^ *upstream gateway \{/,/^ *\}/d
  s#^( *)proxy_pass http://gateway;#\1set $gateway gateway; proxy_pass http://$gateway:8080;#
  s#include (mime.types|server.d/)#include /etc/nginx/\1#' /etc/nginx/nginx.conf >/tmp/nginx.conf
exec nginx -e stderr -c /tmp/nginx.conf -g 'daemon off;'
