# The container engine of the tests. Sourced by tests/containers/stack.sh, and by what asks whether a Docker engine is here.
#
# Where a Docker engine answers it is used as it is. Else podman runs the containers, driven by docker-compose over its socket, with images, networks and
# volumes of its own under $engine_dir, so that nothing that the machine has is touched. What this needs beyond podman's defaults:
# - runc: Debian 12's crun does not start where only the old control groups are mounted;
# - limits for files and processes: the defaults are above what an unprivileged virtual machine allows;
# - health checks asked by a loop: podman leaves their times to systemd, which is not running in every machine.

engine_dir=${JIM_TEST_CONTAINERS:-${XDG_CACHE_HOME:-$HOME/.cache}/jim/containers}

has_engine() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }

use_engine() {
  if [[ -z ${CONTAINERS_CONF:-} ]] && has_engine; then
    engine=docker
    return
  fi
  engine=podman
  mkdir -p "$engine_dir"
  cat >"$engine_dir/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
[network]
network_backend = "netavark"
network_config_dir = "$engine_dir/networks"
CONF
  cat >"$engine_dir/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$engine_dir/images"
runroot = "$engine_dir/run"
CONF
  export CONTAINERS_CONF=$engine_dir/containers.conf CONTAINERS_STORAGE_CONF=$engine_dir/storage.conf
  export DOCKER_HOST=unix://$engine_dir/podman.sock BUILDAH_ISOLATION=chroot
}

# serve_engine: answers docker-compose and asks the health checks until standard input ends.
serve_engine() {
  [[ $engine == podman ]] || { cat >/dev/null; return; }
  rm -f "$engine_dir/podman.sock"
  end_properly
  spawn engine "$engine_dir/service.log" podman system service --time 0 "$DOCKER_HOST"
  spawn health "$engine_dir/health.log" bash -c '. "$1/tests/containers/engine.sh" && ask_health' - "$root"
  until [[ -S $engine_dir/podman.sock ]]; do sleep 0.1; done
  echo ready
  cat >/dev/null
}

# Each container is asked once in two seconds, which is more often than its interval says.
ask_health() {
  local container
  while sleep 2; do
    podman ps --quiet --filter health=starting --filter health=healthy --filter health=unhealthy 2>/dev/null | while read -r container; do
      podman healthcheck run "$container" >/dev/null 2>&1 </dev/null &
      wait
    done
  done
}
