# Installs Debian packages without asking questions and without starting the servers in them. Sourced after processes.sh.

may_install() { ((EUID == 0)) && command -v apt-get >/dev/null; }

# need PROGRAM PACKAGE: has the program installed where it is missing; fails with the cure where it may not be.
need() {
  if command -v "$1" >/dev/null; then return; fi
  [[ ${JIM_INSTALL:-on} != off ]] || fail "$1 is not installed, and JIM_INSTALL=off: apt-get install $2"
  may_install || fail "$1 is not installed: apt-get install $2"
  say "$1 is not installed; Debian's $2 is installed now (JIM_INSTALL=off forbids it)"
  install_packages "$2" || fail "$2 could not be installed"
}

install_packages() {
  local log policy=/usr/sbin/policy-rc.d ours=
  log=$(mktemp)
  begin_work "installing Debian's $*"
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    ours=$policy
  fi
  if DEBIAN_FRONTEND=noninteractive sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"' - "$@" </dev/null >"$log" 2>&1; then
    rm -f "$log" ${ours:+"$ours"}
    end_work
  else
    end_work failed
    tail -20 "$log" >&2
    rm -f "$log" ${ours:+"$ours"}
    return 1
  fi
}
