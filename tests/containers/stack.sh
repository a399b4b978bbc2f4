#!/usr/bin/env bash
# stack.sh VERB…: the stack of docker-compose.yml for the tests of tests/Jim.Containers.Tests.
#   why        prints why containers cannot run here, nothing where they can
#   serve      starts the engine, says `ready`, and ends it when standard input ends
#   images     makes or pulls every image, builds Jim's
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

why() {
  local program
  has_engine && return
  for program in docker-compose podman buildah runc debootstrap; do
    [[ -x $(command -v "$program" || echo "/usr/sbin/$program") ]] || { echo "$program is not installed, and no Docker engine answers"; return; }
  done
  ((EUID == 0)) || { echo "only root can make the stand-ins for the images"; return; }
  [[ -x $shared/services/unpack ]] || echo "JIM_SHARED names no folder with services/unpack, and no Docker engine answers"
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
}

# compose_command: sets `command` to docker-compose with the files of this engine.
compose_command() {
  local files=(--file "$root/docker-compose.yml")
  [[ $engine == docker ]] || files+=(--file "$root/tests/containers/garage.override.yml")
  local program=(docker-compose)
  if [[ $engine == docker ]] && docker compose version >/dev/null 2>&1; then program=(docker compose); fi
  command=("${program[@]}" --project-directory "$root" --env-file "$root/deploy/development.env" "${files[@]}")
}

use_engine
case ${1:?the verb is missing} in
  why) why ;;
  serve) serve_engine ;;
  images) images ;;
  engine) shift && "$engine" "$@" ;;
  compose) shift && compose_command && "${command[@]}" "$@" ;;
  update) compose_command && JIM_ENGINE=$engine "$root/deploy/update.sh" "${command[@]}" ;;
  *) say "stack.sh: unknown verb $1" && exit 2 ;;
esac
