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
  'I insert, U update, D delete, T the whole table (TRUNCATE, more than 10,000 rows in a transaction, a table without a key or with
INHERITS, one that was altered since it was tracked).';
comment on column jim.change.key is 'The primary key, else the first unique not-null key, as text, in key order.';
comment on column jim.change.changed is
  'U: bit n-1 is set where the column of attnum n changed; all bits where one beyond 63 did; 0: a write that changed nothing. Else -1.';
comment on column jim.change.scope_old is
  'What is told of the row before: a mask whose bit n-1 is set for the column of attnum n, then for each of these the value, if it is a
number, else its 64 bit hash. Both null: nothing is told.';
comment on column jim.change.scope_new is 'The same of the row after; of an update null where it is the same.';
