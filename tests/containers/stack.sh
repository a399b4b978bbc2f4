#!/usr/bin/env bash
# stack.sh VERB…: the stack of docker-compose.yml for the tests of tests/Jim.Containers.Tests.
#   lacks      prints which program is missing here, nothing where none is
#   refuses    prints why no container starts here, nothing where one does
#   serve      makes or pulls every image and builds Jim's, starts the engine, says `ready`, and ends it when standard input ends
#   engine …   the engine's own command, docker or podman
#   update     replaces the containers of Jim
#   compose …  docker-compose with the development file; variables of the environment win over it
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
shared=$(readlink -m "${JIM_SHARED:-$root/../shared}")
# shellcheck source=../../deploy/local/processes.sh
. "$root/deploy/local/processes.sh"
# shellcheck source=engine.sh
. "$root/tests/containers/engine.sh"
# shellcheck source=images.sh
. "$root/tests/containers/images.sh"

lacks() {
  local program
  has_engine && return
  for program in docker-compose podman buildah runc debootstrap; do
    [[ -x $(command -v "$program" || echo "/usr/sbin/$program") ]] || { echo "$program is not installed, and no Docker engine answers"; return; }
  done
  ((EUID == 0)) || { echo "only root can make the stand-ins for the images"; return; }
  [[ -x $shared/services/unpack ]] || echo "JIM_SHARED names no folder with services/unpack, and no Docker engine answers"
}

# The smallest image that can be made from what is here is run as the stack's are: on a network, with limits.
refuses() {
  [[ $engine == podman ]] || return 0
  local tree log=$engine_dir/trial.log
  tree=$(mktemp -d "$engine_dir/trial.XXXXXX")
  # shellcheck disable=SC2046
  (cd / && cp -L --parents "$(type -P true)" $(ldd "$(type -P true)" | grep -o '/[^ ]*') "$tree")
  tar -C "$tree" -c . | podman import --quiet - localhost/jim-trial >/dev/null 2>"$log" &&
    podman run --rm --read-only --memory 64m --cpus 1 localhost/jim-trial "$(type -P true)" >/dev/null 2>"$log" ||
    echo "podman starts no container on this machine: $(tail -1 "$log")"
  rm -rf "$tree"
}

images() {
  local version
  version=$("$root/jim" --version)
  if [[ $engine == podman ]]; then
    forget_stale_images
    tree_image
    service_images
    build_images
  fi
  jim_image "$version"
  [[ $engine == docker ]] || podman image prune --force --filter until=24h >/dev/null # layers of builds of other days
}

# compose_command: sets `command` to docker-compose with the files of this engine.
compose_command() {
  local files=(--file "$root/docker-compose.yml")
  [[ $engine == docker ]] || files+=(--file "$root/tests/containers/podman.override.yml")
  local program=(docker-compose)
  if [[ $engine == docker ]] && docker compose version >/dev/null 2>&1; then program=(docker compose); fi
  command=("${program[@]}" --project-directory "$root" --env-file "$root/deploy/development.env" "${files[@]}")
}

use_engine
case ${1:?the verb is missing} in
  lacks) lacks ;;
  refuses) refuses ;;
  serve) own_engine; images </dev/null 9>&-; serve_engine ;; # Node would make standard input one that does not wait
  engine) shift && "$engine" "$@" ;;
  compose) shift && compose_command && "${command[@]}" "$@" ;;
  update) compose_command && JIM_ENGINE=$engine "$root/deploy/update.sh" "${command[@]}" ;;
  *) say "stack.sh: unknown verb $1" && exit 2 ;;
esac
