#!/bin/bash
# Stands in for the entry point of the image nginx: runs /docker-entrypoint.d/*.sh, then nginx in the foreground. Debian's nginx 1.22 does not know
# `resolve` in an upstream (1.27.3 does), so that is done here: the addresses of the server are asked each second, and nginx reads its file again when they
# change.
set -euo pipefail
for script in /docker-entrypoint.d/*.sh; do "$script"; done
file=/tmp/nginx.conf

addresses() { getent ahostsv4 "$1" | awk '{print $1}' | sort -u; }

write() {
  local name port servers='' address
  name=$(sed -nE 's/^ *server ([a-z]+):[0-9]+ resolve.*/\1/p' /etc/nginx/nginx.conf)
  port=$(sed -nE 's/^ *server [a-z]+:([0-9]+) resolve.*/\1/p' /etc/nginx/nginx.conf)
  for address in $(addresses "$name"); do servers+="server $address:$port max_fails=2 fail_timeout=2s; "; done
  sed -E "s#^ *server [a-z]+:[0-9]+ resolve.*#    $servers#; s#include (mime.types|server.d/)#include /etc/nginx/\1#" /etc/nginx/nginx.conf >"$file.new"
  [[ -n $servers ]] && ! cmp -s "$file" "$file.new" && mv "$file.new" "$file"
}

until write; do sleep 0.2; done
while sleep 1; do if write; then nginx -e stderr -c "$file" -s reload 2>/dev/null; fi; done &
exec nginx -e stderr -c "$file" -g 'daemon off;'
