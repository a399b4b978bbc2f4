# The real servers of one test run, each on free ports of 127.0.0.1 with its files under $run_dir. Sourced by tests/run.sh after deploy/local/*.sh.
#
# For each server X: lacks_X prints why it cannot run here (nothing where it can), prepare_X picks ports and makes its folder, start_X starts it (a
# second call with the data that it had), ready_X succeeds once it answers, tell_X exports its variable. Where that is set before, the tests use the
# server at that address, and none is started.

declare -A variable_of=([postgres]=JIM_TEST_POSTGRES [standby1]=JIM_TEST_STANDBY1 [standby2]=JIM_TEST_STANDBY2 [redis]=JIM_TEST_REDIS [rabbitmq]=JIM_TEST_RABBITMQ [garage]=JIM_TEST_S3 [keycloak]=JIM_TEST_OIDC)

is_given() { [[ -n ${!variable_of[$1]:-} ]]; }

declare -A port=()

pick() { local chosen_port; reserve_port chosen_port; port[$1]=$chosen_port; }

log_of() { echo "$log_dir/$1.log"; }

# --- Postgres

lacks_postgres() { [[ -n $(postgres_bin) ]] || echo "PostgreSQL is not installed (Debian: apt-get install postgresql)"; }

prepare_postgres() {
  local data=$run_dir/postgres
  pick postgres
  rm -rf "$data" && mkdir -m 700 "$data" && own_by_postgres "$data"
  stop_signal[postgres]=INT run_as[postgres]=$(postgres_user)
}

start_postgres() {
  # fsync is off, because the data need not survive a crash. 400 connections, because two suites run at once, each with pools of its own.
  # shellcheck disable=SC2016
  spawn postgres "$(log_of postgres)" bash -c 'cd / && { [[ -f $2/PG_VERSION ]] || "$1/initdb" -D "$2" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync; } &&
    exec "$1/postgres" -D "$2" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c synchronous_commit="$4" \
      -c full_page_writes=off -c max_connections=400 -c shared_buffers=256MB -c max_wal_size=4GB -c max_prepared_transactions=10' \
    - "$(postgres_bin)" "$run_dir/postgres" "${port[postgres]}" "${postgres_commits:-off}"
}

ready_postgres() { "$(postgres_bin)/pg_isready" -q -h 127.0.0.1 -p "${port[postgres]}" -U postgres -d postgres; }

tell_postgres() { export JIM_TEST_POSTGRES=postgres://postgres@127.0.0.1:${port[postgres]}/postgres; }

# --- Standbys of that Postgres, which follow it by streaming replication: named after it, and only in tests that start servers of their own.

prepare_standby() {
  local data=$run_dir/$1
  pick "$1"
  rm -rf "$data" && mkdir -m 700 "$data" && own_by_postgres "$data"
  stop_signal[$1]=INT run_as[$1]=$(postgres_user)
}

# A query is in the way of what is replayed for 200 ms at most, and is cancelled then.
start_standby() {
  # shellcheck disable=SC2016
  spawn "$1" "$(log_of "$1")" bash -c 'cd / && until "$1/pg_isready" -q -h 127.0.0.1 -p "$4" -U postgres -d postgres; do sleep 0.1; done &&
    { [[ -f $2/PG_VERSION ]] || "$1/pg_basebackup" -h 127.0.0.1 -p "$4" -U postgres -D "$2" -R -c fast -X stream --no-sync; } &&
    exec "$1/postgres" -D "$2" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=400 \
      -c max_prepared_transactions=10 -c max_standby_streaming_delay=200ms -c wal_receiver_status_interval=1s' \
    - "$(postgres_bin)" "$run_dir/$1" "${port[$1]}" "${port[postgres]}"
}

ready_standby() { "$(postgres_bin)/pg_isready" -q -h 127.0.0.1 -p "${port[$1]}" -U postgres -d postgres; }

tell_standby() { export "${variable_of[$1]}=postgres://postgres@127.0.0.1:${port[$1]}/postgres"; }

for standby in standby1 standby2; do
  eval "lacks_$standby() { lacks_postgres; }; prepare_$standby() { prepare_standby $standby; }; start_$standby() { start_standby $standby; }
    ready_$standby() { ready_standby $standby; }; tell_$standby() { tell_standby $standby; }"
done

# --- Redis

lacks_redis() { command -v redis-server >/dev/null || echo "Redis is not installed (Debian: apt-get install redis-server)"; }

# Redis, and RabbitMQ and Garage below, run with the settings of the deployed stack, so that those are tested too.
prepare_redis() {
  mkdir -p "$run_dir/redis"
  pick redis
}

start_redis() {
  spawn redis "$(log_of redis)" redis-server "$root/deploy/redis/redis.conf" --bind 127.0.0.1 --port "${port[redis]}" --dir "$run_dir/redis" \
    --requirepass test
}

ready_redis() { [[ $(REDISCLI_AUTH=test redis-cli -h 127.0.0.1 -p "${port[redis]}" ping) == PONG ]]; }

tell_redis() { export JIM_TEST_REDIS=redis://:test@127.0.0.1:${port[redis]}/0; }

# --- RabbitMQ

rabbitmq_programs() { find /usr/lib/rabbitmq/lib/*/sbin /opt/homebrew/opt/rabbitmq/sbin -maxdepth 0 2>/dev/null | sort -V | tail -1; }

lacks_rabbitmq() { [[ -n $(rabbitmq_programs) ]] || echo "RabbitMQ is not installed (Debian: apt-get install rabbitmq-server)"; }

# A broker that shares nothing with one that the machine may run: its own name, cookie, port mapper and folders, and no plugins. It is not started
# by Debian's wrapper, which changes the user.
prepare_rabbitmq() {
  local dir=$run_dir/rabbitmq
  pick rabbitmq && pick epmd && pick erlang
  stop epmd
  rm -rf "$dir" && mkdir -p "$dir"
  : >"$dir/plugins"
  sed "s|^listeners.tcp.default = .*|listeners.tcp.1 = 127.0.0.1:${port[rabbitmq]}|; s|/tmp/definitions.json|$dir/definitions.json|
    s|^disk_free_limit.absolute = .*|disk_free_limit.absolute = 50MB|" "$root/deploy/rabbitmq/rabbitmq.conf" >"$dir/rabbitmq.conf"
  cat >"$dir/env" <<ENV
export HOME=$dir ERL_EPMD_PORT=${port[epmd]} ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_NODENAME=jim${port[rabbitmq]}@localhost RABBITMQ_DIST_PORT=${port[erlang]}
export RABBITMQ_BASE=$dir RABBITMQ_MNESIA_BASE=$dir/mnesia RABBITMQ_LOG_BASE=$dir RABBITMQ_LOGS=- RABBITMQ_SCHEMA_DIR=$dir/schema
export RABBITMQ_GENERATED_CONFIG_DIR=$dir/generated RABBITMQ_PID_FILE=$dir/pid RABBITMQ_ENABLED_PLUGINS_FILE=$dir/plugins
export RABBITMQ_CONFIG_FILE=$dir/rabbitmq.conf RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_ADVANCED_CONFIG_FILE=$dir/none
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none'
export RABBITMQ_PASSWORD=test JIM_DEFINITIONS=$root/deploy/rabbitmq/definitions.json JIM_DEFINITIONS_OUT=$dir/definitions.json
ENV
}

start_rabbitmq() {
  alive epmd || spawn epmd "$(log_of epmd)" epmd -port "${port[epmd]}" -address 127.0.0.1
  # shellcheck disable=SC2016
  spawn rabbitmq "$(log_of rabbitmq)" bash -c '. "$1/env" && exec sh "$2/deploy/rabbitmq/start.sh" "$3/rabbitmq-server"' \
    - "$run_dir/rabbitmq" "$root" "$(rabbitmq_programs)"
}

# The broker answers the protocol header only once it has started completely.
ready_rabbitmq() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/${port[rabbitmq]}" || exit 1
    printf 'AMQP\0\0\11\1' >&3
    read -r -t 2 -N 1 -u 3 && [[ $REPLY == $'\1' ]]
  ) 2>/dev/null
}

# A virtual host for the suite that runs a whole Jim on the broker: its workers would take the messages of others.
tell_rabbitmq() {
  local vhost=jim-end-to-end control
  export JIM_TEST_RABBITMQ=amqp://jim:test@127.0.0.1:${port[rabbitmq]}/jim
  control=$(rabbitmq_programs)/rabbitmqctl
  (. "$run_dir/rabbitmq/env" && "$control" -q add_vhost "$vhost" && "$control" -q set_permissions -p "$vhost" jim '.*' '.*' '.*') >/dev/null
}

# --- Servers that no package registry has. Each is taken from PATH, else from $JIM_SHARED/services (whose `unpack` unpacks them, once per machine),
# else out of its official image, where a Docker engine is.

unpacked=${XDG_CACHE_HOME:-$HOME/.cache}/jim/services
garage_image=docker.io/dxflrs/garage:v2.3.0
keycloak_image=quay.io/keycloak/keycloak:26.5

# origin_of PROGRAM: prints where the server is taken from; nothing where it cannot be had here.
origin_of() {
  if command -v "$1" >/dev/null; then
    echo path
  elif [[ -x $shared/services/unpack ]]; then
    echo shared
  elif has_engine; then
    echo image
  fi
}

# lacks_unpacked NAME VARIABLE PROGRAM: prints why the server cannot be had here.
lacks_unpacked() {
  case $(origin_of "$3") in
    shared) command -v xz >/dev/null || echo "xz is not installed (Debian: apt-get install xz-utils)" ;;
    '') echo "$1 is not installed: put it on PATH, or start Docker, or set $2 to the address of one, or JIM_SHARED to a folder with services/unpack" ;;
  esac
}

# unpack_service NAME IMAGE PATH: unpacks it, so that $unpacked/NAME is there.
unpack_service() {
  mkdir -p "$unpacked"
  (
    exec 9>"$unpacked/.lock" && flock 9
    if [[ -x $shared/services/unpack ]]; then
      "$shared/services/unpack" "$unpacked" >/dev/null
    elif [[ ! -e $unpacked/$1 ]]; then
      copy_from_image "$@"
    fi
  )
}

# copy_from_image NAME IMAGE PATH: copies PATH out of the image. What was copied in part is not left under the name.
copy_from_image() {
  local container copy
  say "fetching $2"
  container=$(docker create "$2") || return
  copy=$(mktemp -d "$unpacked/.copy.XXXXXX")
  docker cp "$container:$3" "$copy/$1" >/dev/null && mv -T "$copy/$1" "$unpacked/$1"
  docker rm "$container" >/dev/null
  rm -rf "$copy"
  [[ -e $unpacked/$1 ]]
}

# --- Garage, an S3 store

garage_key=GK000000000000000000000001
garage_secret=$(printf '1%.0s' {1..64})

lacks_garage() { lacks_unpacked Garage JIM_TEST_S3 garage; }

garage_program() { command -v garage || echo "$unpacked/garage"; }

prepare_garage() {
  local dir=$run_dir/garage
  command -v garage >/dev/null || unpack_service garage "$garage_image" /garage || return
  pick garage && pick garage_rpc && pick garage_admin
  rm -rf "$dir" && mkdir -p "$dir"
  sed "s|/var/lib/garage|$dir|; s|^replication_factor = .*|replication_factor = 1|; s|0.0.0.0:3901|127.0.0.1:${port[garage_rpc]}|
    s|0.0.0.0:3900|127.0.0.1:${port[garage]}|; s|0.0.0.0:3903|127.0.0.1:${port[garage_admin]}|" "$root/deploy/garage/garage.toml" >"$dir/garage.toml"
}

start_garage() {
  spawn garage "$(log_of garage)" env NO_COLOR=1 GARAGE_RPC_SECRET="$(printf '0%.0s' {1..64})" GARAGE_ADMIN_TOKEN=test \
    GARAGE_RPC_PUBLIC_ADDR="127.0.0.1:${port[garage_rpc]}" GARAGE_DEFAULT_ACCESS_KEY="$garage_key" GARAGE_DEFAULT_SECRET_KEY="$garage_secret" \
    GARAGE_DEFAULT_BUCKET=jim "$(garage_program)" -c "$run_dir/garage/garage.toml" server --single-node --default-bucket
}

ready_garage() { answers_ok "${port[garage_admin]}" /health && listening "${port[garage]}"; }

tell_garage() { export JIM_TEST_S3="http://$garage_key:$garage_secret@127.0.0.1:${port[garage]}/jim?region=garage"; }

# --- Keycloak

keycloak_realm=$root/keycloak-realm/jim-realm.json

# Java is asked for only where Keycloak itself can be had.
lacks_keycloak() {
  local why
  why=$(lacks_unpacked Keycloak JIM_TEST_OIDC kc.sh)
  if [[ -n $why ]]; then
    echo "$why"
  elif ! command -v java >/dev/null; then
    echo "Java is not installed (Debian: apt-get install default-jre-headless)"
  fi
}

# Prints the folder of the distribution.
keycloak_home() {
  local program
  if program=$(command -v kc.sh); then dirname "$(dirname "$(readlink -f "$program")")"; else echo "$unpacked/keycloak-26.5.0"; fi
}

# Links to the unpacked distribution; only what a start writes (lib/quarkus, data) is copied. The first start builds lib/quarkus anew, which takes
# 13 of its 25 s on two cores, so the result is kept for later runs.
prepare_keycloak() {
  local from dir=$run_dir/keycloak
  command -v kc.sh >/dev/null || unpack_service keycloak-26.5.0 "$keycloak_image" /opt/keycloak || return
  from=$(keycloak_home)
  pick keycloak && pick keycloak_management
  rm -rf "$dir" && mkdir -p "$dir"/{lib,providers,themes,data/import}
  cp -a "$from"/{bin,conf,version.txt} "$dir"
  ln -s "$from/lib/lib" "$from/lib/app" "$dir/lib"
  cp "$from/lib/quarkus-run.jar" "$dir/lib"
  if [[ -d $unpacked/keycloak-built ]]; then cp -a "$unpacked/keycloak-built" "$dir/lib/quarkus"; else cp -a "$from/lib/quarkus" "$dir/lib"; fi
  cp "$keycloak_realm" "$dir/data/import"
}

start_keycloak() {
  spawn keycloak "$(log_of keycloak)" env KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=admin \
    JAVA_OPTS_KC_HEAP="-Xms64m -Xmx512m" JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1 "$run_dir/keycloak/bin/kc.sh" start-dev --db=dev-mem --cache=local \
    --http-host=127.0.0.1 --http-port="${port[keycloak]}" --http-management-port="${port[keycloak_management]}" --import-realm
}

ready_keycloak() { answers_ok "${port[keycloak]}" /realms/jim/.well-known/openid-configuration; }

tell_keycloak() {
  export JIM_TEST_OIDC=http://127.0.0.1:${port[keycloak]}/realms/jim
  [[ -d $unpacked/keycloak-built ]] || keep_keycloak_build
}

keep_keycloak_build() {
  local copy
  copy=$(mktemp -d "$unpacked/.built.XXXXXX")
  cp -a "$run_dir/keycloak/lib/quarkus" "$copy/built"
  mv -T "$copy/built" "$unpacked/keycloak-built" 2>/dev/null || true
  rm -rf "$copy"
}

# --- All of them

declare -A start_seconds=([postgres]=60 [standby1]=90 [standby2]=90 [redis]=20 [rabbitmq]=240 [garage]=60 [keycloak]=600)
declare -A state=() # name -> absent, given, starting, ready
declare -A give_up=() tries=()

# launch_services NAME…: starts in parallel those that can run here, and says why the others cannot; tests that need these are skipped with the
# same words, which they find in JIM_TEST_NO_… (as JIM_TEST_NO_S3).
launch_services() {
  local name why
  for name; do
    if is_given "$name"; then
      state[$name]=given
      continue
    fi
    why=$("lacks_$name")
    if [[ -n $why ]]; then
      say "no $name: $why"
      state[$name]=absent
      export "JIM_TEST_NO_${variable_of[$name]#JIM_TEST_}=$why"
    else
      launch "$name"
    fi
  done
}

launch() {
  "prepare_$1" || fail "$1 could not be prepared"
  "start_$1"
  state[$1]=starting
  give_up[$1]=$((SECONDS + start_seconds[$1]))
}

# have_services NAME…: succeeds when each of them answers or cannot run here. Does not wait.
have_services() {
  local name
  for name; do
    [[ ${state[$name]} != starting ]] || look_after "$name" || return 1
  done
}

# look_after NAME: succeeds when a starting server answers now. One that ended at its start, as when another process took its port, is started
# again, twice at most.
look_after() {
  local name=$1
  if alive "$name" && "ready_$name" >/dev/null 2>&1 && alive "$name"; then
    state[$name]=ready
    "tell_$name"
    return
  fi
  if ! alive "$name" || ((SECONDS > give_up[$name])); then
    tries[$name]=$((${tries[$name]:-0} + 1))
    stop "$name"
    if ((tries[$name] == 3)); then
      failed=$((failed + 1))
      fail "$name does not start; the end of its log: $(tail -5 "$(log_of "$name")")"
    fi
    say "$name did not start, see $(log_of "$name"); once more"
    launch "$name"
  fi
  return 1
}

need_services() { until have_services "$@"; do sleep 0.1; done; }
