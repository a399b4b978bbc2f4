-- The change log: which rows were written by which transaction, never what they hold. A reader asks for what was committed between two
-- snapshots, by xid.
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
  client text default jim.claim('client')
);
-- There is no CHECK on op, because Postgres compiles a constraint again for every statement, which would be 3 of the 16 µs that logging a
-- row takes.
create index change_xid_idx on jim.change (xid);
comment on table jim.change is 'One row per changed row, written by triggers in the change''s own transaction.';
comment on column jim.change.tbl is 'pg_class.oid of the table; of the root for a partition.';
comment on column jim.change.op is
  'I insert, U update, D delete, T the whole table (TRUNCATE, more than 10,000 rows in a transaction, a table without a key).';
comment on column jim.change.key is 'The primary key, else the first unique not-null key, as text, in key order.';
comment on column jim.change.changed is
  'U: bit n-1 is set where the column of attnum n changed; all bits where one beyond 63 did; 0: a write that changed nothing. Else -1.';

create function jim.mark_changed(tbl regclass) returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into jim.change (tbl, op) values (coalesce(pg_partition_root(mark_changed.tbl), mark_changed.tbl), 'T');
$$;
comment on function jim.mark_changed(regclass) is
  'A whole-table entry, for changes that no trigger sees (DDL, a refreshed materialised view).';

-- When a transaction has written more than 10,000 rows of a table, their entries are replaced by one T entry, and its further statements
-- log nothing of this table. Only statements that write several rows are counted, because counting takes 4 µs, a third of what logging a
-- row takes. Setting jim.rows_<oid> holds the count of a table, setting jim.whole the tables that have their T entry. Both are local to
-- the transaction, so that rolling back to a savepoint undoes them together with the rows.
create function jim.count_changes(tbl oid, written bigint) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  setting constant text := 'jim.rows_' || tbl;
  rows constant bigint := coalesce(nullif(current_setting(setting, true), ''), '0')::bigint + written;
begin
  perform set_config(setting, rows::text, true);
  if rows > 10000 then
    perform set_config('jim.whole', concat(current_setting('jim.whole', true), ' ', tbl, ' '), true);
    delete from jim.change c where c.xid = pg_current_xact_id() and c.tbl = count_changes.tbl;
    insert into jim.change (tbl, op) values (count_changes.tbl, 'T');
  end if;
end
$$;
