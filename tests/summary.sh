# What a test run tells: its progress, and at its end what failed and what was skipped. Sourced by tests/run.sh, which has the variables.

# On a terminal one line that is written over, else a line a minute: which suites run, for how long, and how many are done.
progress() {
  local suite text="$done_suites of $all_suites suites done, $passed passed, $failed failed; running:"
  for suite; do text+=" $(short_name "$suite") $((SECONDS - suite_began[$suite])) s"; done
  if [[ -t 2 ]]; then
    ((SECONDS > told)) || return 0
    printf '\r%.*s\033[K' "${COLUMNS:-100}" "$text" >&2
  else
    ((SECONDS >= told + 60)) || return 0
    say "$text"
  fi
  told=$SECONDS
}

clear_progress() { if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi; }

# Each reason with the number of tests that were skipped for it.
tell_skips() {
  local suite
  say "skipped:"
  for suite in "${ended[@]}"; do skip_reasons "$(log_of "$suite")"; done | sort | uniq -c | sort -rn >&2
}

# xunit prints the reason in the line after the test's name.
skip_reasons() { awk '/^ .*\[SKIP\]$/ { getline; sub(/^ +/, ""); print }' "$1"; }

# Each failed test with the command that runs it alone; a suite that failed without one, as by its end in the middle, with the command for all of it.
tell_failures() {
  local suite test tests
  ((${#ended[@]} == 0)) || say "failed:"
  for suite in "${ended[@]}"; do
    [[ -f $log_dir/$suite.failed ]] || continue
    mapfile -t tests < <(failed_tests "$(log_of "$suite")")
    if ((${#tests[@]} == 0)); then say "  ./jim test $(short_name "$suite")"; fi
    for test in "${tests[@]}"; do say "  ./jim test $(short_name "$suite")/$test"; done
  done
  say "logs of the suites and servers: $log_dir"
}

# failed_tests LOG: prints Class.Method of each test that xunit tells as failed.
failed_tests() {
  sed -nE 's/^ +([A-Za-z_][A-Za-z0-9_.+]*)(<[^>]*>)?(\(.*)? \[FAIL\]$/\1/p' "$1" | sed -E 's/^.*\.([^.]+\.[^.]+)$/\1/' | sort -u
}

short_name() {
  local name=${1#Jim.}
  echo "${name%.Tests}"
}

# xunit_figures LOG and node_figures LOG: print how many tests there were, failed and were skipped.
xunit_figures() {
  sed -nE 's/^.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+).*$/\1 \2 \3 \4 \5/p' "$1" |
    awk '{ total += $1 + $2 - $5; bad += $2 + $3; skips += $4 } END { print total + 0, bad + 0, skips + 0 }'
}

node_figures() {
  awk '/^(#|ℹ) pass / { ok += $3 } /^(#|ℹ) fail / { bad += $3 } /^(#|ℹ) (skipped|todo) / { skips += $3 }
    END { print ok + bad + skips, bad + 0, skips + 0 }' "$1"
}
