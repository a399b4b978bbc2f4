-- The change log: what was written, by which transaction; never row contents. Read between two snapshots, by xid.
create table jim.change (
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  tbl oid not null,
  op "char" not null,
  key text[] not null default '{}',
  changed bigint not null default -1,
  scope_old bigint[],
  scope_new bigint[],
  h_old bigint,
  actor uuid default jim.user_id(),
  client text default jim.claim('client'),
  constraint change_op_check check (op in ('I', 'U', 'D', 'T'))
);
create index change_xid_idx on jim.change (xid);
comment on table jim.change is 'One row per changed row, written by triggers in the change''s own transaction.';
comment on column jim.change.tbl is 'pg_class.oid of the table; of the root for a partition.';
comment on column jim.change.op is 'I insert, U update, D delete, T the whole table (TRUNCATE, more than 10,000 rows in a transaction, a table without a key).';
comment on column jim.change.key is 'The primary key, else the first unique not-null key, as text, in key order.';
comment on column jim.change.changed is 'U: bit n-1 is set where the column of attnum n changed; all bits where one beyond 63 did. Else -1.';

create function jim.mark_changed(tbl regclass) returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into jim.change (tbl, op) values (coalesce(pg_partition_root(mark_changed.tbl), mark_changed.tbl), 'T');
$$;
comment on function jim.mark_changed(regclass) is 'A whole-table entry, for changes that no trigger sees (DDL, a refreshed materialised view).';

-- Counts this transaction's logged rows of a table and says whether they may still be logged one by one. The 10,001st writes the T row instead; the
-- rest are silent. The count is a transaction-local setting, so a rolled back savepoint takes its count back with its rows.
create function jim.count_change(tbl oid, n bigint) returns boolean language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  setting text := 'jim.rows_' || tbl;
  before bigint := coalesce(nullif(current_setting(setting, true), ''), '0')::bigint;
begin
  if before > 10000 or n = 0 then
    return false;
  end if;
  perform set_config(setting, (before + n)::text, true);
  if before + n > 10000 then
    insert into jim.change (tbl, op) values (count_change.tbl, 'T');
    return false;
  end if;
  return true;
end
$$;
