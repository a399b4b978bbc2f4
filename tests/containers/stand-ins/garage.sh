#!/bin/bash
# Garage with one node, in place of MinIO: the bucket and the key of the stack's secrets.
set -euo pipefail
export GARAGE_DEFAULT_ACCESS_KEY=$(<"$MINIO_ROOT_USER_FILE") GARAGE_DEFAULT_SECRET_KEY=$(<"$MINIO_ROOT_PASSWORD_FILE")
exec /garage server --single-node --default-bucket
