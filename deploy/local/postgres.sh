# Finds the programs of Postgres and the user to run them as, and runs the private cluster of `./jim run`. Sourced after processes.sh and packages.sh.

# Prints the folder of the newest installed server's programs, nothing where there is none.
postgres_bin() {
  local found
  found=$(find /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
    -maxdepth 1 -name initdb 2>/dev/null | sort -V | tail -1)
  [[ -n $found ]] || found=$(command -v initdb) || return 0
  dirname "$(readlink -f "$found")"
}

# Prints the user to run Postgres as where this is root, which Postgres refuses. Debian's package creates the user `postgres`.
postgres_user() { if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi; }

own_by_postgres() { if ((EUID == 0)); then chown -R "$(postgres_user)" "$@"; fi; }

# reachable FOLDER: succeeds when the user that Postgres runs as can enter it. By its whole path: who is in a folder needs no right to the ones above it.
reachable() {
  ((EUID != 0)) || setpriv --reuid "$(postgres_user)" --regid "$(id -g "$(postgres_user)")" --clear-groups test -x "$1"
}

# --- The private cluster: its data in $cluster/data; files with its port, log, lock and passwords beside that.

cluster=
cluster_port=
cluster_settings=() # further arguments of the server program, as -c fsync=off

# private_postgres DATA_FOLDER: creates the cluster where there is none, starts it unless it runs, and exports DATABASE_URL and DATABASE_OWNER_URL.
private_postgres() {
  local lock
  [[ -n $(postgres_bin) ]] || install_postgres
  choose_cluster "$1"
  exec {lock}>"$cluster/lock"
  flock -w 60 "$lock" || fail "another ./jim holds $cluster/lock"
  [[ -f $cluster/data/PG_VERSION ]] || make_cluster
  . "$cluster/passwords"
  cluster_running || start_cluster
  make_database
  flock -u "$lock" # closing the file would not unlock it, because the servers that were just started have it open too
  exec {lock}>&-
  export DATABASE_URL=postgres://jim_gateway_login:$gateway_password@127.0.0.1:$cluster_port/jim
  export DATABASE_OWNER_URL=postgres://jim_owner:$owner_password@127.0.0.1:$cluster_port/jim
}

install_postgres() {
  [[ ${JIM_INSTALL:-on} != off ]] || fail "PostgreSQL is not installed, and JIM_INSTALL=off: install it, or set DATABASE_URL in .env"
  may_install || fail "PostgreSQL is not installed: apt-get install postgresql (or brew install postgresql), or set DATABASE_URL in .env"
  say "Jim keeps everything in PostgreSQL. DATABASE_URL names no server and none is installed here, so Debian's package is installed now;"
  say "it starts no server by itself. JIM_INSTALL=off forbids this."
  install_packages postgresql || fail "PostgreSQL could not be installed: set DATABASE_URL in .env"
}

# Where this is root, the cluster belongs to another user. If that user cannot enter the data folder, the cluster is under /var/lib/jim.
choose_cluster() {
  mkdir -p "$1"
  cluster=$(readlink -f "$1")/postgres
  if [[ ! -L $1/postgres && ! -e $1/postgres/data ]] && ! reachable "$(readlink -f "$1")"; then
    mkdir -p /var/lib/jim
    ln -s "$(mktemp -d "/var/lib/jim/$(basename "$root").XXXXXX")" "$1/postgres"
  fi
  cluster=$(readlink -m "$1/postgres")
  mkdir -p "$cluster"
  chmod 711 "$cluster"
}

make_cluster() {
  local bin admin
  bin=$(postgres_bin)
  begin_work "making a private Postgres in $cluster"
  rm -rf "$cluster/data" && mkdir -m 700 "$cluster/data" && own_by_postgres "$cluster/data"
  admin=$(random_hex)
  (umask 077 && printf 'admin_password=%s\nowner_password=%s\ngateway_password=%s\n' "$admin" "$(random_hex)" "$(random_hex)" >"$cluster/passwords")
  run_as[initdb]=$(postgres_user)
  # The password is passed through a pipe, so that no other user can read it from a file.
  # shellcheck disable=SC2016
  spawn initdb "$cluster/log" bash -c 'cd / && "$1/initdb" -D "$2" -U postgres --auth=scram-sha-256 --pwfile=<(printf %s "$3") --encoding=UTF8 --locale=C.UTF-8' \
    - "$bin" "$cluster/data" "$admin"
  wait "${spawned[initdb]}" || fail "initdb failed: $(tail -3 "$cluster/log")"
  unset "spawned[initdb]"
  end_work
}

random_hex() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

cluster_running() {
  [[ -f $cluster/port && -f $cluster/data/postmaster.pid ]] || return 1
  cluster_port=$(<"$cluster/port")
  kill -0 "$(head -1 "$cluster/data/postmaster.pid")" 2>/dev/null && cluster_answers
}

cluster_answers() { "$(postgres_bin)/pg_isready" -q -h 127.0.0.1 -p "$cluster_port"; }

# The port stays the same from start to start unless somebody else took it.
start_cluster() {
  local try
  if [[ -f $cluster/port ]]; then cluster_port=$(<"$cluster/port"); fi
  for try in 1 2 3; do
    if [[ -z $cluster_port ]] || listening "$cluster_port"; then reserve_port cluster_port; fi
    stop_signal[postgres]=INT run_as[postgres]=$(postgres_user)
    # shellcheck disable=SC2016
    spawn postgres "$cluster/log" bash -c 'cd / && exec "$1/postgres" -D "$2" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
      -c max_connections=200 -c shared_buffers=256MB -c timezone=UTC -c log_timezone=UTC "${@:4}"' \
      - "$(postgres_bin)" "$cluster/data" "$cluster_port" "${cluster_settings[@]}"
    if await postgres 60 cluster_answers; then
      echo "$cluster_port" >"$cluster/port"
      return
    fi
    stop postgres
    cluster_port=
  done
  fail "the private Postgres does not start: $(tail -3 "$cluster/log")"
}

# Roles and database are made by the script that the container image of Postgres runs at its first start.
make_database() {
  PATH=$(postgres_bin):$PATH PGHOST=127.0.0.1 PGPORT=$cluster_port PGPASSWORD=$admin_password POSTGRES_USER=postgres \
    JIM_OWNER_PASSWORD=$owner_password JIM_GATEWAY_PASSWORD=$gateway_password KEYCLOAK_DATABASE_PASSWORD='' \
    "$root/deploy/postgres/init/10-jim.sh" >&2 || fail "roles and database could not be made, see above"
}
