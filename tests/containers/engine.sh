# The container engine of the tests. Sourced by tests/containers/stack.sh, and by what asks whether a Docker engine is here.
#
# Where a Docker engine answers it is used as it is. Else podman runs the containers, driven by docker-compose over its socket, with images, networks and
# volumes of its own under $engine_dir, so that nothing that the machine has is touched. What this needs beyond podman's defaults:
# - runc: Debian 12's crun does not start where only the old control groups are mounted;
# - limits for files and processes: the defaults are above what an unprivileged virtual machine allows;
# - names asked again after a second: podman's name server drops questions while containers come and go, and Jim gives a connection three seconds;
# - health checks asked by a loop: podman leaves their times to systemd, which is not running in every machine.

engine_dir=${JIM_TEST_CONTAINERS:-${XDG_CACHE_HOME:-$HOME/.cache}/jim/containers}

has_engine() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }

# replace FILE: writes standard input into it, so that nobody sees half of it.
replace() { cat >"$1.$$" && mv -f "$1.$$" "$1"; }

use_engine() {
  if [[ -z ${CONTAINERS_CONF:-} ]] && has_engine; then
    engine=docker
    return
  fi
  engine=podman
  mkdir -p "$engine_dir"
  replace "$engine_dir/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
log_driver = "k8s-file"
dns_options = ["timeout:1", "attempts:3"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
[network]
network_backend = "netavark"
network_config_dir = "$engine_dir/networks"
CONF
  replace "$engine_dir/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$engine_dir/images"
runroot = "$engine_dir/run"
CONF
  export CONTAINERS_CONF=$engine_dir/containers.conf CONTAINERS_STORAGE_CONF=$engine_dir/storage.conf
  export DOCKER_HOST=unix://$engine_dir/podman.sock BUILDAH_ISOLATION=chroot
}

# own_engine: waits until no other run uses the engine, then removes what runs that were killed have left in it.
own_engine() {
  mkdir -p "$engine_dir"
  exec 9>"$engine_dir/lock" # the servers below must not inherit it: they outlive a run that is killed
  flock --nonblock 9 || { say "another run uses $engine_dir; waiting for it" && flock 9; }
  clear_engine
}

# Removes every container, volume and network of podman's folder; its images stay.
clear_engine() {
  [[ $engine == podman ]] || return 0
  {
    podman rm --all --force --time 0 && podman volume prune --force && podman network prune --force
  } >/dev/null 2>"$engine_dir/clear.log" 9>&- || tail -3 "$engine_dir/clear.log" >&2
}

# serve_engine: answers docker-compose and asks the health checks until standard input ends.
serve_engine() {
  if [[ $engine == podman ]]; then
    rm -f "$engine_dir/podman.sock"
    end_properly : clear_engine
    spawn engine "$engine_dir/service.log" podman system service --time 0 "$DOCKER_HOST" 9>&-
    spawn health "$engine_dir/health.log" bash -c '. "$1/tests/containers/engine.sh" && ask_health' - "$root" 9>&-
    await engine 60 test -S "$engine_dir/podman.sock" || { tail -5 "$engine_dir/service.log" >&2; return 1; }
  fi
  echo ready
  cat <&0 >/dev/null & # in the background, so that a signal ends this at once
  wait $!
}

# Those that are not healthy yet are asked each second, so that nothing waits for them longer than it must; the others now and then.
ask_health() {
  local round=0
  while sleep 1; do
    ask_those starting unhealthy
    if ((++round % 30 == 0)); then ask_those healthy; fi
  done
}

# ask_those STATE…
ask_those() {
  local container
  for container in $(podman ps --quiet "${@/#/--filter=health=}" 2>/dev/null); do
    podman healthcheck run "$container" >/dev/null 2>&1 </dev/null &
  done
  wait
}
