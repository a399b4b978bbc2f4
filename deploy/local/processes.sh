# Processes and ports of one run of ./jim. Sourced; needs bash 5.
#
# Every server and suite is spawned in a process group of its own, so that Ctrl-C reaches only the script, which then ends them in order.
# Three things see to it that no process is left over: a trap (stop_all); where the script itself is killed, the kernel's parent-death signal; and a
# mark in the environment, by which stop_all finds processes that a child has left behind.

declare -gA spawned=()     # name -> process group
declare -gA stop_signal=() # name -> the signal that asks it to end in an orderly way; TERM where absent
declare -gA run_as=()      # name -> the user to run it as where this script runs as root
run_mark=

quiet= # yes: nothing but failures is said

say() { [[ -n $quiet ]] || printf '%s\n' "$*" >&2; }

fail() {
  end_work failed
  printf 'jim: %s\n' "$*" >&2
  exit 1
}

# end_properly [BEFORE [AFTER]]: ends all spawned processes however the script ends; runs BEFORE before that and AFTER after it.
end_properly() {
  run_mark="$$-$RANDOM$RANDOM"
  export JIM_RUN_MARK=$run_mark
  # shellcheck disable=SC2064
  trap "trap '' INT TERM HUP; ${1:-:}; stop_all; ${2:-:}" EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

# spawn NAME LOG COMMAND…: starts it in the background; with LOG `-` its output goes where the script's goes. Never call it from a subshell: the
# process would end with the subshell.
spawn() {
  local name=$1 log=$2 guard=()
  shift 2
  if command -v setpriv >/dev/null; then guard=(setpriv --pdeathsig "${stop_signal[$name]:-TERM}"); fi
  if ((EUID == 0)) && [[ -n ${run_as[$name]:-} ]]; then
    guard+=(--reuid "${run_as[$name]}" --regid "$(id -g "${run_as[$name]}")" --clear-groups)
  fi
  set -m
  if [[ $log == - ]]; then "${guard[@]}" "$@" </dev/null & else "${guard[@]}" "$@" </dev/null >>"$log" 2>&1 & fi
  set +m
  spawned[$name]=$!
}

alive() { [[ -n ${spawned[$1]:-} ]] && kill -0 "${spawned[$1]}" 2>/dev/null; }

group_alive() { kill -0 -- "-$1" 2>/dev/null; }

# --- What takes a while. On a terminal a sign turns and seconds count until it is done; elsewhere it is one line.

work=

begin_work() {
  work=$1 work_began=$SECONDS
  if [[ -z $quiet && -t 2 && ${TERM:-dumb} != dumb ]]; then
    # shellcheck disable=SC2016
    spawn spinner - bash -c 'while :; do for sign in "|" / - "\\"; do printf "\r\033[K%s %s, %s s" "$sign" "$1" "$SECONDS" >&2; sleep 0.2; done; done' - "$1"
  else
    say "$1"
  fi
}

# end_work [HOW]: ends the line of the work that begin_work began; does nothing where there is none.
end_work() {
  if [[ -n ${spawned[spinner]:-} ]]; then
    stop spinner
    printf '\r\033[K%s: %s, %s s\n' "$work" "${1:-done}" $((SECONDS - work_began)) >&2
  fi
  work=
}

# stop NAME…: asks each to end, waits at most 10 s for all, then kills what is left of their groups.
stop() {
  local name deadline=$((SECONDS + 10))
  for name; do
    [[ -z ${spawned[$name]:-} ]] || kill -s "${stop_signal[$name]:-TERM}" -- "-${spawned[$name]}" 2>/dev/null || true
  done
  for name; do
    [[ -n ${spawned[$name]:-} ]] || continue
    while group_alive "${spawned[$name]}" && ((SECONDS < deadline)); do sleep 0.05; done
    kill -s KILL -- "-${spawned[$name]}" 2>/dev/null || true
    wait "${spawned[$name]}" 2>/dev/null || true
    unset "spawned[$name]"
  done
}

stop_all() {
  stop "${!spawned[@]}"
  kill_marked
}

# Kills processes that children have started in other groups: they have inherited the run's mark.
kill_marked() {
  local pid
  [[ -n $run_mark && -d /proc/self ]] || return 0
  for pid in $(grep -lsz -- "^JIM_RUN_MARK=$run_mark\$" /proc/[0-9]*/environ | cut -d/ -f3); do
    [[ $pid == "$$" ]] || kill -s KILL "$pid" 2>/dev/null || true
  done
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# answers_ok PORT PATH: succeeds when an HTTP server of this machine answers 200 there.
answers_ok() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
    read -r -t 5 -u 3 && [[ $REPLY == HTTP/1.?" 200"* ]]
  ) 2>/dev/null
}

# reserve_port VARIABLE: sets it to a port below the ephemeral range on which nothing listens. No other run of this user gets the same port: this
# process and its children hold a lock on a file of its number until they end.
reserve_port() {
  local -n chosen=$1
  local locks lock
  locks="${TMPDIR:-/tmp}/jim-ports-$(id -u)"
  mkdir -p "$locks"
  while :; do
    chosen=$((20000 + RANDOM % 12000))
    exec {lock}>"$locks/$chosen"
    if flock -n "$lock" && ! listening "$chosen"; then return; fi
    exec {lock}>&-
  done
}

# await NAME SECONDS COMMAND…: succeeds once COMMAND does; fails when NAME's process has ended or the time is over.
await() {
  local name=$1 deadline=$((SECONDS + $2))
  shift 2
  while ((SECONDS < deadline)); do
    alive "$name" || return 1
    if "$@" >/dev/null 2>&1; then
      alive "$name"
      return
    fi
    sleep 0.1
  done
  return 1
}
