-- Moments of the change log, by which a keeper finds what is old in it: the log has transactions and no times. All transactions below
-- `floor` had ended at `at`. Rows below the oldest mark's floor may have been deleted.
create table jim.change_mark (
  at timestamptz primary key default now(),
  floor xid8 not null default pg_snapshot_xmin(pg_current_snapshot())
);
comment on table jim.change_mark is 'Moments of the change log. Below the floor of the oldest one the log may have been deleted.';
