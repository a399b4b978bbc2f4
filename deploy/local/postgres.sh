# Where Postgres' programs are, and as whom they run. Sourced after processes.sh.

# Prints the folder of the newest installed server's programs, nothing where there is none.
postgres_bin() {
  local found
  found=$(find /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
    -maxdepth 1 -name initdb 2>/dev/null | sort -V | tail -1)
  [[ -n $found ]] || found=$(command -v initdb) || return 0
  dirname "$(readlink -f "$found")"
}

# Postgres refuses root; Debian's package brings the user `postgres`.
postgres_user() { if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi; }

own_by_postgres() { if ((EUID == 0)); then chown -R "$(postgres_user)" "$@"; fi; }
