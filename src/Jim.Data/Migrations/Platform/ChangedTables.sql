-- Whole-table entries of the change log, and which tables they name.

-- The tables whose rows a write of this one may change by inheritance (INHERITS), without itself: its children, its parents, and theirs in
-- turn. Partitions have none: they are logged under the root of their tree.
create or replace function jim.change_relatives(tbl regclass) returns oid[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    with recursive relative (oid) as (
      select c.oid from pg_class c where c.oid = tbl and c.relkind <> 'p' and not c.relispartition
      union
      select x.oid
      from relative r
      cross join lateral (
        select i.inhparent from pg_inherits i where i.inhrelid = r.oid
        union all
        select i.inhrelid from pg_inherits i where i.inhparent = r.oid) x (oid)
    )
    select coalesce(array_agg(r.oid order by r.oid), '{}') from relative r where r.oid <> tbl);
end
$$;

-- What a table is called in the log: itself or the root of its partition tree, and its relatives.
create or replace function jim.change_tables(tbl regclass) returns oid[] language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(pg_partition_root(tbl), tbl)::oid || jim.change_relatives(tbl));
end
$$;

-- A whole-table entry of the table as it is related now, and of the tables that it was related to when it was tracked.
create or replace function jim.change_whole(tbl regclass, were oid[]) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into jim.change (tbl, op) select distinct t, 'T'::"char" from unnest(jim.change_tables(change_whole.tbl) || were) t
$$;

create or replace function jim.mark_changed(tbl regclass) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select jim.change_whole(tbl, '{}')
$$;
comment on function jim.mark_changed(regclass) is
  'A whole-table entry, for changes that no trigger sees (DDL, a refreshed materialised view).';

-- When a transaction has written more than 10,000 rows of a table, their entries are replaced by one T entry, and its further statements
-- log nothing of this table. Only statements that write several rows are counted, because counting takes 4 µs, a third of what logging a
-- row takes. Setting jim.rows_<oid> holds the count of a table, setting jim.whole the tables that have their T entry. Both are local to
-- the transaction, so that rolling back to a savepoint undoes them together with the rows.
create or replace function jim.count_changes(tbl oid, written bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
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
