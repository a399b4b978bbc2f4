#!/usr/bin/env bash
# Builds Jim, starts the real servers that the chosen suites need, runs the suites two at a time, ends everything, and prints as its last line
# `N passed, N failed`. Called by `./jim test [FILTER…]`; a filter is a part of a suite's name (Postgres, EndToEnd, House, format), and after a
# slash a part of the names of its tests, class first: `Platform/RoleMapTests`, `Server/BannerTests.Fits`. `Faults` runs what breaks the servers
# that Jim needs, its processes and its disks: in seconds, or with JIM_FAULTS=full for as long and as much as real ones take.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../deploy/local/processes.sh
. "$root/deploy/local/processes.sh"
# shellcheck source=../deploy/local/packages.sh
. "$root/deploy/local/packages.sh"
# shellcheck source=../deploy/local/postgres.sh
. "$root/deploy/local/postgres.sh"
# shellcheck source=../deploy/local/build.sh
. "$root/deploy/local/build.sh"

suites_at_once=${JIM_TEST_SUITES_AT_ONCE:-2}
suite_seconds=${JIM_TEST_SUITE_SECONDS:-2400} # three times what the longest one takes on a quiet machine
# The folder with servers that no package registry has and the conformance corpus. Without it their tests are skipped (in CI they fail).
shared=$(readlink -m "${JIM_SHARED:-$root/../shared}")
if [[ -d $shared ]]; then export JIM_SHARED=$shared; else unset JIM_SHARED; fi
log_dir=$root/artifacts/test-logs
run_dir=$(mktemp -d "${TMPDIR:-/tmp}/jim-test.XXXXXX")
chmod 711 "$run_dir" # Postgres runs as another user where this script runs as root
# shellcheck source=containers/engine.sh
. "$root/tests/containers/engine.sh"
# shellcheck source=services.sh
. "$root/tests/services.sh"
# shellcheck source=machine.sh
. "$root/tests/machine.sh"
# shellcheck source=choice.sh
. "$root/tests/choice.sh"
# shellcheck source=summary.sh
. "$root/tests/summary.sh"

passed=0 failed=0 skipped=0 done_suites=0 all_suites=0
declare -A suite_began=()
ended=() # the suites that ran

finish() {
  clear_progress
  rm -rf "$run_dir"
  if ((skipped > 0)); then tell_skips; fi
  if ((failed > 0)); then tell_failures; fi
  if ((skipped > 0)); then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
}

needed_services() { local suite; for suite; do services_of "$suite"; done | tr ' ' '\n' | sed '/^$/d' | sort -u; }

build_all() {
  local began=$SECONDS
  say "building ($configuration)"
  touch "$run_dir/build.began"
  if ! build build "$log_dir/build.log" "$root/Jim.sln"; then
    cat "$log_dir/build.log" >&2
    failed=1
    fail "the build failed"
  fi
  note_build "$run_dir/build.began"
  say "built in $((SECONDS - began)) s"
}

start_suite() {
  local suite=$1 tests
  local binary=$root/tests/$suite/bin/$configuration/net10.0/$suite
  suite_began[$suite]=$SECONDS
  cd "$root"
  case $suite in
    format) spawn "$suite" "$(log_of format)" dotnet format whitespace "$root" --folder --verify-no-changes --exclude artifacts .jim node_modules ;;
    npm:*) spawn "$suite" "$(log_of "$suite")" bash -c 'cd "$1" && npm ci --no-audit --no-fund && npm test' - "$root/tests/${suite#npm:}" ;;
    *)
      mapfile -t tests < <(tests_of "$suite")
      spawn "$suite" "$(log_of "$suite")" "$binary" -noLogo -noColor -longRunning 60 "${tests[@]}"
      ;;
  esac
}

# run_suites SUITE…: runs them, `suites_at_once` at a time, each as soon as its servers answer, and at last the one that runs alone.
run_suites() {
  local suite together=() last=()
  for suite; do if [[ $suite == "$alone" ]]; then last+=("$suite"); else together+=("$suite"); fi; done
  run_together "${together[@]}"
  run_together "${last[@]}"
}

run_together() {
  local waiting=("$@") running=() still suite told=$SECONDS
  while ((${#waiting[@]} + ${#running[@]} > 0)); do
    still=()
    for suite in "${waiting[@]}"; do
      # shellcheck disable=SC2046
      if ((${#running[@]} < suites_at_once)) && have_services $(services_of "$suite"); then
        start_suite "$suite"
        running+=("$suite")
      else
        still+=("$suite")
      fi
    done
    waiting=("${still[@]}")
    progress "${running[@]}"
    sleep 0.5
    still=()
    for suite in "${running[@]}"; do
      if alive "$suite" && ((SECONDS - suite_began[$suite] < suite_seconds)); then still+=("$suite"); else end_suite "$suite"; fi
    done
    running=("${still[@]}")
  done
}

end_suite() {
  local suite=$1 status=0
  if alive "$suite"; then
    say "$suite ran longer than $suite_seconds s"
    stop "$suite"
    status=124
  else
    wait "${spawned[$suite]}" || status=$?
    stop "$suite" # ends processes that the suite has left behind
  fi
  count "$suite" "$status"
}

# count SUITE STATUS: adds the figures that the suite printed at its end; a suite that failed without a failed test counts as one failure.
count() {
  local suite=$1 status=$2 log total=0 bad=0 skips=0
  log=$(log_of "$suite")
  case $suite in
    format) total=1 bad=$((status != 0)) ;;
    npm:*) read -r total bad skips < <(node_figures "$log") ;;
    *) read -r total bad skips < <(xunit_figures "$log") ;;
  esac
  if ((status != 0 && bad == 0)); then bad=1 total=$((total + 1)); fi
  passed=$((passed + total - bad - skips)) failed=$((failed + bad)) skipped=$((skipped + skips)) done_suites=$((done_suites + 1))
  ended+=("$suite")
  ((bad == 0)) || touch "$log_dir/$suite.failed"
  clear_progress
  say "$(printf '%-22s %4d passed, %d failed, %d skipped, %d s' "$suite" $((total - bad - skips)) "$bad" "$skips" $((SECONDS - suite_began[$suite])))"
  if ((bad > 0)); then cat "$log" >&2; fi
}

main() {
  local suites services
  mapfile -t filters < <(spell_out "$@")
  mapfile -t suites < <(choose_suites "${filters[@]}")
  all_suites=${#suites[@]}
  ((${#suites[@]} > 0)) || fail "no suite has a name with: $*"
  need_sdk
  mapfile -t services < <(needed_services "${suites[@]}")
  rm -rf "$log_dir" && mkdir -p "$log_dir"
  end_properly : finish
  export JIM_CONFIGURATION=$configuration JIM_TEST_LOGS=$log_dir
  # Suites and the servers that they start live too short for profiles of their code to pay.
  export DOTNET_TieredPGO=0
  # In two parts: where apt lacks a package of the containers, the others are installed nevertheless.
  # shellcheck disable=SC2046
  provide $(printf '%s\n' "${suites[@]}" | grep -vx "$alone")
  # shellcheck disable=SC2046
  provide $(printf '%s\n' "${suites[@]}" | grep -x "$alone")
  launch_services "${services[@]}"
  build_all
  run_suites "${suites[@]}"
  ((passed + failed + skipped > 0)) || { failed=1; say "no test ran"; }
  ((failed == 0))
}

main "$@"
