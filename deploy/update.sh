#!/usr/bin/env bash
# update.sh COMPOSE…: replaces the containers of Jim by those of the new image, one service after the other, so that no request is lost: new ones start
# beside the old ones, and only when they are healthy the old ones are told to stop. COMPOSE is the command with its files, as `docker compose -f …`.
# Build or pull the image before. Migrations run first: they allow the version before to go on working beside the new one.
set -euo pipefail
compose=("$@")
engine=${JIM_ENGINE:-docker}
within=180 # seconds until a new container must be healthy

say() { echo "jim: $*"; }

containers() { "${compose[@]}" ps --quiet "$1"; }

await_healthy() {
  local container=$1 deadline=$((SECONDS + within))
  until [[ $("$engine" inspect --format '{{.State.Health.Status}}' "$container") == healthy ]]; do
    ((SECONDS < deadline)) || { say "$container is not healthy after $within s; the old containers go on running" >&2; exit 1; }
    sleep 1
  done
}

# Not in the foreground: docker-compose 1.29 waits for ever where podman's container has ended before it listens to it.
migrate() {
  local container status
  container=$("${compose[@]}" run --detach --no-deps migrate)
  status=$("$engine" wait "$container")
  "$engine" logs "$container"
  "$engine" rm "$container" >/dev/null
  ((status == 0)) || { say "the migration ended with $status; the old containers go on running" >&2; exit 1; }
}

say "migrate"
migrate
for service in gateway worker keeper; do
  mapfile -t old < <(containers "$service")
  ((${#old[@]} > 0)) || continue
  say "$service: starting ${#old[@]} beside the old"
  "${compose[@]}" up --detach --no-deps --no-build --no-recreate --scale "$service=$((2 * ${#old[@]}))" "$service"
  for container in $(containers "$service"); do
    [[ " ${old[*]} " == *" $container "* ]] || await_healthy "$container"
  done
  for container in "${old[@]}"; do
    say "$service: stopping ${container:0:12}"
    "$engine" stop --time 40 "$container" >/dev/null
    "$engine" rm "$container" >/dev/null
  done
done
say "updated"
