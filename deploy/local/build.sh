# Builds projects, in one configuration, and leaves no process behind. Sourced after processes.sh.

configuration=${JIM_CONFIGURATION:-Release}
compiler_id=jim-$$

# need_sdk: fails where there is no .NET SDK of the version that global.json names.
need_sdk() {
  command -v dotnet >/dev/null || fail "the .NET SDK 10 is not installed, or not on PATH: https://dot.net"
  (cd "$root" && dotnet --version >/dev/null 2>&1) || fail "the .NET SDK that is installed is not of version 10: https://dot.net ($(dotnet --list-sdks 2>/dev/null | tr '\n' ' '))"
}

# build NAME LOG PROJECT: succeeds when it was built. A compiler server that is kept from project to project makes a clean build of the solution
# about three times as fast (measured on two busy cores: 84 instead of 241 s). It has an id of its own, by which it is ended with the build.
build() { run_dotnet "$1" "$2" build "$3"; }

# note_build BEGAN: says that the server is built of what was there when the file BEGAN was made, so that `./jim` does not build it once more.
note_build() {
  local built=$root/src/Jim.Server/bin/$configuration/.built
  mv "$1" "$built"
  touch "$built.end"
}

# publish NAME LOG PROJECT FOLDER: builds it into a folder as machine code for this machine (ReadyToRun). Methods that run often are compiled again
# while they run, as without.
publish() { run_dotnet "$1" "$2" publish "$3" -o "$4" --use-current-runtime --no-self-contained -p:PublishReadyToRun=true; }

# server_program: prints the server to start: what `./jim compile` has made, unless the server was built again since.
server_program() {
  local bin=$root/src/Jim.Server/bin/$configuration
  if [[ -f $bin/compiled/.made && ! $bin/.built -nt $bin/compiled/.made ]]; then echo "$bin/compiled/jim-server"; else echo "$bin/net10.0/jim-server"; fi
}

# run_dotnet NAME LOG VERB PROJECT ARGUMENT…
run_dotnet() {
  local status=0
  [[ -w $root ]] || fail "$(id -un) may not write to $root, where Jim is built: clone it into a folder of your own"
  spawn "$1" "$2" dotnet "$3" "$4" -c "$configuration" --nologo -v quiet -tl:off -clp:ErrorsOnly -nodeReuse:false \
    -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler_id" "${@:5}"
  wait "${spawned[$1]}" || status=$?
  stop "$1"
  end_compiler
  return "$status"
}

end_compiler() {
  local pid
  [[ -d /proc/self ]] || { pkill -f -- "-pipename:$compiler_id" || true; return 0; }
  for pid in $(grep -lsz -- "^-pipename:$compiler_id\$" /proc/[0-9]*/cmdline | cut -d/ -f3); do kill "$pid" 2>/dev/null || true; done
}
