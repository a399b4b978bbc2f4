# Which suites and which of their tests a run of tests/run.sh is for. Sourced by it.

filters=() # its arguments

# The suite whose containers want all of the machine: it runs in CI and where it is named (`./jim test Containers`), after the others and with nothing
# beside it.
alone=Jim.Containers.Tests

# Prints the chosen suites in the order to run them: the long ones first, so that short ones run beside them; then what runs alone.
choose_suites() {
  local name filter
  for name in $(other_suites) Jim.Platform.Tests Jim.Server.Tests Jim.House.Tests Jim.Postgres.Tests Jim.Data.Tests Jim.GraphQL.Tests format "$alone"; do
    if (($# == 0)); then
      [[ $name == "$alone" && ${CI:-} != true ]] || echo "$name"
      continue
    fi
    for filter; do
      if matches "$name" "$filter"; then echo "$name" && break; fi
    done
  done
}

# spell_out FILTER…: prints the filters; `Faults` names no suite, but the tests that break what Jim needs.
spell_out() { local filter; for filter; do if [[ ${filter,,} == faults ]]; then echo EndToEnd/FaultsOf; else echo "$filter"; fi; done; }

# matches SUITE FILTER: whether the part before a slash is one of the suite's name.
matches() {
  local part=${2%%/*}
  [[ ${1,,} == *"${part,,}"* ]]
}

# tests_of SUITE: prints the arguments by which its program runs the chosen tests only; none where it runs all of them.
tests_of() {
  local filter
  for filter in "${filters[@]}"; do
    matches "$1" "$filter" || continue
    [[ $filter == */* ]] || return 0
  done
  for filter in "${filters[@]}"; do
    if matches "$1" "$filter"; then printf -- '-method\n*%s*\n' "${filter#*/}"; fi
  done
}

other_suites() {
  local file
  for file in "$root"/tests/*.Tests/*.Tests.csproj; do
    case $file in *.House.Tests.* | *.GraphQL.Tests.* | *.Postgres.Tests.* | *.Data.Tests.* | *.Platform.Tests.* | *.Server.Tests.* | */"$alone".*) ;; *) basename "$file" .csproj ;; esac
  done
  for file in "$root"/tests/*/package.json; do
    if [[ -f $file ]] && grep -q '"test" *:' "$file"; then echo "npm:$(basename "$(dirname "$file")")"; fi
  done
}
