#!/usr/bin/env bash
# secrets.sh FOLDER: writes the secrets of the stack into files of their own, made by chance. One that is there already is kept, so that an update
# which needs another secret can run it again. The folder is for its owner only; the files can be read by the users that the containers run as.
set -euo pipefail
folder=${1:?the folder for the secrets is missing}
umask 077
mkdir -p "$folder"
cd "$folder"

# write NAME VALUE
write() {
  [[ -e $1 ]] || printf '%s\n' "$2" >"$1"
  chmod 644 "$1"
}

random() { od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }

for name in postgres owner gateway keycloak keycloak_admin redis rabbitmq; do write "${name}_password" "$(random 24)"; done
# In the form that Garage takes; MinIO takes any.
write s3_access_key_id "GK$(random 12)"
write s3_secret_access_key "$(random 32)"
# For the client of OIDC_CLIENT_ID, which is given it at the issuer.
write oidc_client_secret "$(random 32)"
write database_url "postgres://jim_gateway_login:$(<gateway_password)@postgres:5432/jim"
write database_owner_url "postgres://jim_owner:$(<owner_password)@postgres:5432/jim"
write redis_url "redis://:$(<redis_password)@redis:6379/0"
write rabbitmq_url "amqp://jim:$(<rabbitmq_password)@rabbitmq:5672/jim"
echo "the secrets are in $folder"
