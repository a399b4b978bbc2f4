#!/usr/bin/env bash
# ./jim bench start: how long a restart takes until Jim is ready, with nothing to migrate, and how long until a new table is served, on
# databases of 630 tables and of 2,077 relations. The tables are single changes: a pause comes before each.
#   --rounds R   starts and changes of each (5), of starts fewer, but three, where they take more than 40 s; the report has the medians
# Wall time depends on what else the machine does; the processor time of Jim and of its Postgres does so much less.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
. "$root/deploy/local/processes.sh"
. "$root/deploy/local/packages.sh"
. "$root/deploy/local/postgres.sh"
. "$root/deploy/local/build.sh"
. "$root/tests/Jim.Benchmarks/private.sh"

rounds=5
pause=4 # seconds, in which what the change before has set off comes to its end

sql() { PGOPTIONS="-c search_path=bench" as_owner run_step "$folder/load.log" psql -X -q -v ON_ERROR_STOP=1 "$@"; }

# load TABLES VIEWS: tables with two foreign keys, comments and grants, and views over them. In pieces, because a transaction locks each.
load() {
  local from
  for ((from = 1; from <= $1; from += 400)); do
    sql -c "do \$\$ begin
      for i in $from..least($from + 399, $1) loop
        execute format('create table item%s (id uuid primary key, owner_id uuid references item%s, other_id uuid references item%s,
          title text not null, status text, meta jsonb not null, n int, amount numeric(10, 2), tags text[],
          created_at timestamptz not null default now(), updated_at timestamptz not null default now(), deleted_at timestamptz)',
          i, greatest(1, i - 1), greatest(1, i / 2));
        execute format('grant select, insert, update, delete on item%s to jim_user', i);
        execute format('grant select (id, title) on item%s to jim_anonymous', i);
        execute format('comment on column item%s.title is %L', i, 'What it is called');
        if i <= $2 then
          execute format('create view titled%s as select a.id, a.title, b.title as owner_title
            from item%s a left join item%s b on b.id = a.owner_id', i, i, i);
          execute format('grant select on titled%s to jim_user', i);
        end if;
      end loop; end \$\$"
  done
  sql -c analyze
}

now() { echo $(($(date +%s%N) / 1000000)); }

# cpu PID…: the processor time that these processes and their ended children have taken, in milliseconds.
cpu() {
  local pid stat sum=0
  for pid; do
    if read -r -a stat 2>/dev/null <"/proc/$pid/stat"; then sum=$((sum + stat[13] + stat[14] + stat[15] + stat[16])); fi
  done
  echo $((sum * 10))
}

# postgres_cpu: that of the whole cluster.
postgres_cpu() {
  local first
  first=$(head -1 "$cluster/data/postmaster.pid")
  # shellcheck disable=SC2046
  cpu "$first" $(pgrep -P "$first")
}

serves() {
  curl -sf "$address/graphql" -H 'Content-Type: application/json' -H "Authorization: Bearer $token" \
    -d "{\"query\":\"{ $1 { nodes { id } } }\"}" | grep -q '"nodes"'
}

measure() {
  local round began before token until=$((SECONDS + 40))
  for ((round = 1; round <= rounds && (round <= 3 || SECONDS < until); round++)); do
    say "start $round of $rounds"
    before=$(postgres_cpu) began=$(now)
    start_server
    echo "$(($(now) - began)) $(cpu "${spawned[server]}") $(($(postgres_cpu) - before))" >>"$folder/starts"
    stop server
  done
  start_server
  token=$("$server" token alice --env-file /dev/null)
  for ((round = 1; round <= rounds; round++)); do
    say "change $round of $rounds"
    sleep "$pause"
    before="$(cpu "${spawned[server]}") $(postgres_cpu)"
    sql -c "create table noticed$round (id int primary key); grant select on noticed$round to jim_user"
    began=$(now)
    await server 60 serves "noticed${round}s" || fail "the new table is not served"
    echo "$(($(now) - began)) $(($(cpu "${spawned[server]}") - ${before% *})) $(($(postgres_cpu) - ${before#* }))" >>"$folder/changes"
  done
  stop server
}

main() {
  local size tables views
  read_numbers rounds "$@"
  need curl curl
  prepare
  export JIM_MODEL=none
  echo "| relations | starts | ready, ms | processor time of Jim, ms | of Postgres, ms | new table served, ms | longest | Jim, ms | Postgres, ms |"
  echo "|---|---|---|---|---|---|---|---|---|"
  for size in '630 0' '1600 477'; do
    read -r tables views <<<"$size"
    rm -f "$folder/starts" "$folder/changes"
    run_step "$folder/load.log" "$server" migrate --env-file /dev/null
    sql -c 'drop schema if exists bench cascade' -c 'create schema bench' -c 'grant usage on schema bench to jim_user, jim_anonymous'
    export JIM_SCHEMAS=bench
    load "$tables" "$views"
    run_step "$folder/load.log" "$server" migrate --env-file /dev/null
    measure
    printf '| %d | %d | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f |\n' $((tables + views)) "$(wc -l <"$folder/starts")" \
      "$(median starts 1)" "$(median starts 2)" "$(median starts 3)" "$(median changes 1)" \
      "$(cut -d' ' -f1 "$folder/changes" | sort -g | tail -1)" "$(median changes 2)" "$(median changes 3)"
  done
  echo
  if [[ $server == */compiled/* ]]; then echo "The server is compiled ahead of time (./jim compile)."; fi
  echo "Medians; $(nproc) cores shared by all; load $(cut -d' ' -f1 /proc/loadavg)."
}

main "$@"
