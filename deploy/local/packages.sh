# Installs Debian packages without asking questions and without starting the servers in them. Sourced.

may_install() { ((EUID == 0)) && command -v apt-get >/dev/null; }

install_packages() {
  local log policy=/usr/sbin/policy-rc.d ours=
  log=$(mktemp)
  echo "installing $*" >&2
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    ours=$policy
  fi
  if DEBIAN_FRONTEND=noninteractive sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"' - "$@" </dev/null >"$log" 2>&1; then
    rm -f "$log" ${ours:+"$ours"}
  else
    tail -20 "$log" >&2
    rm -f "$log" ${ours:+"$ours"}
    return 1
  fi
}
