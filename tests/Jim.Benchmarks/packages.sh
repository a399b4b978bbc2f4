#!/usr/bin/env bash
# ./jim bench packages: what stands in the place of Keycloak.AuthServices and Minio's client beside what they would do, on a real S3 store.
# With JIM_TEST_S3 the store at that address, else a Garage of its own.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"
. "$root/deploy/local/build.sh"
shared=$(readlink -m "${JIM_SHARED:-$root/../shared}")
failed=0
run_dir=$(mktemp -d "${TMPDIR:-/tmp}/jim-bench.XXXXXX")
log_dir=$run_dir
. "$root/tests/services.sh"

need_sdk
end_properly : 'rm -rf "$run_dir"'
launch_services garage
if [[ -n ${JIM_TEST_NO_S3:-} ]]; then exit 1; fi
need_services garage
dotnet run -c Release --project "$root/tests/Jim.Benchmarks" -v quiet -- packages "$JIM_TEST_S3" "$root/keycloak-realm/jim-realm.json"
