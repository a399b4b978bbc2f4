# What the suites need on this machine, installed where it is missing. Sourced by tests/run.sh after services.sh.

# Prints the servers that a suite talks to.
services_of() {
  case $1 in
    format | Jim.GraphQL.Tests | Jim.Containers.Tests) ;;
    Jim.House.Tests) echo rabbitmq postgres redis ;;
    Jim.Postgres.Tests | Jim.Data.Tests | Jim.Differential.Tests) echo postgres ;;
    *) echo postgres redis rabbitmq garage keycloak ;;
  esac
}

# programs_of SUITE and programs_of_service NAME: print each program that it calls as PROGRAM:PACKAGE, the package being Debian's.
programs_of() {
  case $1 in
    Jim.Differential.Tests) echo node:nodejs npm:npm ;;
    Jim.Postgres.Tests) echo node:nodejs ;;
    Jim.House.Tests) echo nginx:nginx curl:curl docker-compose:docker-compose ;;
    Jim.Platform.Tests) echo sshd:openssh-server ssh-keygen:openssh-client ;;
    Jim.EndToEnd.Tests) echo nginx:nginx node:nodejs npm:npm chromium:chromium curl:curl openssl:openssl ;;
    Jim.Containers.Tests) has_engine || programs_of_podman ;;
    npm:*) echo node:nodejs npm:npm ;;
  esac
}

# Where no Docker engine is: podman, and what makes stand-ins for the images that cannot be pulled.
programs_of_podman() {
  echo podman:podman buildah:buildah runc:runc netavark:netavark aardvark-dns:aardvark-dns docker-compose:docker-compose debootstrap:debootstrap
  echo npm:npm xz:xz-utils iptables:iptables
}

programs_of_service() {
  case $1 in
    postgres) echo initdb:postgresql ;;
    redis) echo redis-server:redis-server redis-cli:redis-tools ;;
    rabbitmq) echo rabbitmq-server:rabbitmq-server ;;
    garage) if [[ $(origin_of garage) == shared ]]; then echo xz:xz-utils; fi ;;
    keycloak)
      case $(origin_of kc.sh) in
        shared) echo xz:xz-utils java:default-jre-headless ;;
        path | image) echo java:default-jre-headless ;;
      esac
      ;;
  esac
}

has_program() {
  case $1 in
    initdb) [[ -n $(postgres_bin) ]] ;;
    rabbitmq-server) [[ -n $(rabbitmq_programs) ]] ;;
    netavark | aardvark-dns) [[ -x /usr/lib/podman/$1 || -x /usr/libexec/podman/$1 ]] ;;
    *) command -v "$1" >/dev/null || [[ -x /usr/sbin/$1 ]] ;;
  esac
}

# missing_packages SUITE…: prints the packages of the programs that are not here.
missing_packages() {
  local suite service program
  {
    for suite; do
      programs_of "$suite"
      for service in $(services_of "$suite"); do is_given "$service" || programs_of_service "$service"; done
    done
  } | tr ' ' '\n' | sort -u | while IFS=: read -r program package; do
    [[ -z $program ]] || has_program "$program" || echo "$package"
  done | sort -u
}

# provide SUITE…: installs the missing packages, unless JIM_INSTALL=off or this is not root on Debian or Ubuntu; then it says what to install.
provide() {
  local missing why
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0
  if [[ ${JIM_INSTALL:-on} == off ]]; then
    why="JIM_INSTALL=off"
  elif ! may_install; then
    why="only root on Debian or Ubuntu can"
  else
    say "the tests need ${missing[*]}, which are not here (JIM_INSTALL=off forbids the installation)"
    if install_packages "${missing[@]}"; then return 0; fi
    why="apt-get failed"
  fi
  say "not installed ($why), so tests that need them $([[ ${CI:-} == true ]] && echo fail || echo "are skipped"): apt-get install ${missing[*]}"
}
