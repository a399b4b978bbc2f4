# What the benchmarks that start servers share: a private Postgres, and Jim on it. Sourced after deploy/local's scripts.

server=$(server_program)
workload=$root/tests/Jim.Benchmarks/Workload
folder='' address=''

# read_numbers 'NAME…' --NAME N…: sets the variables that the options name; each value is a whole number.
read_numbers() {
  local known=$1
  shift
  while (($# > 0)); do
    [[ $1 == --* && " $known " == *" ${1#--} "* ]] || fail "bench: there is no option '$1' (--${known// /, --})"
    [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "bench: $1 needs a whole number"
    declare -g "${1#--}=$2"
    shift 2
  done
}

# prepare: a folder that is removed at the end, and in it a Postgres that does not care for its data.
prepare() {
  export LC_ALL=C
  folder=$(mktemp -d "${TMPDIR:-/tmp}/jim-bench.XXXXXX")
  chmod 711 "$folder" # Postgres runs as another user where this script runs as root
  end_properly : "rm -rf '$folder'"
  cluster_settings=(-c fsync=off -c synchronous_commit=off -c shared_buffers=1GB -c max_connections=200)
  private_postgres "$folder"
  need psql postgresql-client
  unset REDIS_URL RABBITMQ_URL S3_ENDPOINT OIDC_ISSUER JIM_PROCESS JIM_PUBLIC_URL
  # The first two as `./jim run` sets them, where the reason stands.
  export DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0 DOTNET_TieredPGO=1
  export JIM_DATA=$folder/data
}

# as_owner COMMAND…: runs it with the database owner's login in the environment, so that the password is on no command line.
as_owner() { PGHOST=127.0.0.1 PGPORT=$cluster_port PGUSER=jim_owner PGPASSWORD=$owner_password PGDATABASE=jim "$@"; }

# run_step LOG COMMAND…: runs it in the background and waits for it, because bash would handle Ctrl-C only after a command in the foreground.
run_step() {
  local log=$1 status=0
  spawn step "$@"
  wait "${spawned[step]}" || status=$?
  unset "spawned[step]"
  ((status == 0)) || fail "failed: ${*:2:2}: $(tail -5 "$log")"
}

# load_starter USERS DOCUMENTS: the starter model with so many rows.
load_starter() {
  say "seeding $1 users and $2 documents"
  run_step "$folder/load.log" "$server" migrate --env-file /dev/null
  run_step "$folder/load.log" "$server" seed --users "$1" --documents "$2" --env-file /dev/null
  as_owner run_step "$folder/load.log" psql -X -q -v ON_ERROR_STOP=1 -c 'vacuum analyze'
}

# load_workload USERS DOCUMENTS: the tables of the workload with so many rows, for everybody to read.
load_workload() {
  say "loading $1 users and $2 documents"
  as_owner run_step "$folder/load.log" psql -X -q -v ON_ERROR_STOP=1 -v "users=$1" -v "documents=$2" \
    -f "$workload/tables.sql" -f "$workload/rows.sql"
  "$server" migrate --env-file /dev/null >>"$folder/load.log" 2>&1 || fail "migrate failed: $(tail -5 "$folder/load.log")"
  as_owner run_step "$folder/load.log" psql -X -q -v ON_ERROR_STOP=1 \
    -c 'grant usage on schema workload to jim_anonymous' -c 'grant select on all tables in schema workload to jim_anonymous' -c 'vacuum analyze'
}

# start_server: starts Jim and waits until it is ready.
start_server() {
  local port
  reserve_port port
  address=http://127.0.0.1:$port
  export JIM_LISTEN=$address # also for the command `token`, because tokens name their issuer's address
  spawn server "$folder/server.log" "$server" run --env-file /dev/null
  await server 180 answers_ok "$port" /health/ready || fail "the server does not start: $(tail -5 "$folder/server.log")"
}

# median FILE COLUMN: of a file in the folder, with one line for each measurement.
median() {
  cut -d' ' -f"$2" "$folder/$1" | sort -g | awk '{ v[NR] = $1 } END { m = int((NR + 1) / 2); print NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2 }'
}
