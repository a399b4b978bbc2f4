#!/usr/bin/env bash
# certificate.sh [FOLDER COMMAND…]: the deploy hook of an ACME client. Writes the new certificate and its key into the folder of the stack's secrets, and
# has nginx read them by COMMAND. certbot tells where they are by RENEWED_LINEAGE, lego by LEGO_CERT_PATH and LEGO_CERT_KEY_PATH.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/deploy/secrets}
command=("${@:2}")
if ((${#command[@]} == 0)); then
  command=(docker compose --project-directory "$root" --env-file "$root/deploy/compose.env" --file "$root/docker-compose.yml"
    --file "$root/deploy/tls.override.yml" kill --signal HUP nginx)
fi
certificate=${LEGO_CERT_PATH:-${RENEWED_LINEAGE:?neither RENEWED_LINEAGE nor LEGO_CERT_PATH is set}/fullchain.pem}
key=${LEGO_CERT_KEY_PATH:-${RENEWED_LINEAGE:-}/privkey.pem}

# In place: the container has these very files, and would keep the old ones if others took their names. nginx reads both only when it is told to.
cat "$certificate" >"$folder/tls_certificate"
cat "$key" >"$folder/tls_key"
chmod 644 "$folder/tls_certificate" "$folder/tls_key" # for the container's user; the folder is for its owner only
"${command[@]}"
