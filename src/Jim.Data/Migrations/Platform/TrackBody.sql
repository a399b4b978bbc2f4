-- Generates the trigger functions of a table, with static SQL (cached plans: a generic function would plan on every statement).

-- The format of the condition that two values (%1$s and %2$s) of a type read the same. Simple types are compared by =, which is cheapest,
-- and text by its bytes. All others are compared by their stored bytes (operator *= of records), because equal values may read differently
-- (1.0 and 1.00), or the type has no equality at all (json).
create or replace function jim.same_value(type oid) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when coalesce(nullif(t.typbasetype, 0), t.oid) in ('text'::regtype, 'varchar'::regtype)
      then '%1$s is not distinct from %2$s collate "C"'
    when t.typtype = 'e' or coalesce(nullif(t.typbasetype, 0), t.oid) in (
      'bool'::regtype, 'int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'uuid'::regtype,
      'timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype, 'time'::regtype, 'bytea'::regtype, 'oid'::regtype)
      then '%1$s is not distinct from %2$s'
    else 'row(%1$s)::record *= row(%2$s)::record'
  end
  from pg_type t where t.oid = type
$$;

-- The SQL expression of column jim.change.changed, made of the old row o and the new row n, whose keys are the same.
create or replace function jim.changed_mask(tbl regclass) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(string_agg(
      format('case when %s then 0 else %s::bigint end',
        format(jim.same_value(a.atttypid), format('o.%I', a.attname), format('n.%I', a.attname)),
        case when a.attnum > 63 then '-1' else (1::bigint << (a.attnum - 1))::text end), E'\n      | ' order by a.attnum), '0')
    from (select jim.key_columns(tbl) as names offset 0) key
    join pg_attribute a on a.attrelid = tbl and a.attnum > 0 and not a.attisdropped and a.attname <> all (key.names));
end
$$;

-- The SQL expression of the key of a record r as an array of texts, and the condition that two records a and b have the same key. Joins
-- on this condition can only be fast with the operator =, which is that of a simple type itself and for any other type that of its text.
create or replace function jim.key_expression(tbl regclass, r text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select format('array[%s]', string_agg(format('%s.%I::text', r, k), ', ' order by n))
    from unnest(jim.key_columns(tbl)) with ordinality u (k, n));
end
$$;

create or replace function jim.same_key(tbl regclass, a text, b text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select string_agg(format(
      case when jim.same_value(c.atttypid) = '%1$s is not distinct from %2$s' then '%1$s.%3$I = %2$s.%3$I'
        else '%1$s.%3$I::text collate "C" = %2$s.%3$I::text collate "C"' end,
      a, b, c.attname), ' and ' order by u.n)
    from unnest(jim.key_columns(tbl)) with ordinality u (k, n) join pg_attribute c on c.attrelid = tbl and c.attname = u.k);
end
$$;

-- Logs the pairs of old and new rows of an update, and the rows whose key came or went. A full join does all of it, always by hashing.
create or replace function jim.update_query(tbl regclass, root oid) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
  select format($query$
    insert into jim.change (tbl, op, key, changed, scope_old, scope_new)
      select %1$s, case when o.%2$I is null then 'I' when n.%2$I is null then 'D' else 'U' end::"char",
      case when n.%2$I is null then %3$s else %4$s end, case when o.%2$I is null or n.%2$I is null then -1 else %5$s end,
      case when o.%2$I is not null then %7$s end, case when n.%2$I is not null and (o.%2$I is null or %9$s) then %8$s end
      from jim_old o full join jim_new n on %6$s
      limit 10001;
    get diagnostics rows = row_count;$query$,
    root, (jim.key_columns(tbl))[1], jim.key_expression(tbl, 'o'), jim.key_expression(tbl, 'n'), jim.changed_mask(tbl),
    jim.same_key(tbl, 'o', 'n'), jim.scope_expression(tbl, 'o'), jim.scope_expression(tbl, 'n'), jim.scope_moved(tbl)));
end
$$;

-- The same, cheaper for a few rows (3 µs of a single one): a left join finds new rows without an old one, and notes in jim.moved that it
-- did; only then old rows without a new one are looked for. Postgres keeps the plan of the session's first update, which for one row
-- is a nested loop: a statement of more than 32 rows is logged by the full join (8,000 rows took 5.8 s in nested loops).
create or replace function jim.few_updates_query(tbl regclass, root oid) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
  select format($query$
  insert into jim.change (tbl, op, key, changed, scope_old, scope_new)
    select %1$s, case when o.%2$I is null then set_config('jim.moved', 'I', true) else 'U' end::"char", %4$s,
    case when o.%2$I is null then -1 else %5$s end,
    case when o.%2$I is not null then %8$s end, case when o.%2$I is null or %10$s then %9$s end
    from jim_new n left join jim_old o on %6$s
    limit 33;
  get diagnostics rows = row_count;
  if rows = 33 then
    perform set_config('jim.moved', '', true);
    delete from jim.change c where c.ctid = any (array(
      select l.ctid from jim.change l where l.xid = pg_current_xact_id() and l.tbl = %1$s order by l.seq desc limit 33));
    %7$s
  elsif current_setting('jim.moved', true) = 'I' then
    perform set_config('jim.moved', '', true);
    insert into jim.change (tbl, op, key, scope_old)
      select %1$s, 'D', %3$s, %8$s from jim_old o where not exists (select from jim_new n where %6$s);
  end if;$query$,
    root, (jim.key_columns(tbl))[1], jim.key_expression(tbl, 'o'), jim.key_expression(tbl, 'n'), jim.changed_mask(tbl),
    jim.same_key(tbl, 'o', 'n'), jim.update_query(tbl, root), jim.scope_expression(tbl, 'o'), jim.scope_expression(tbl, 'n'),
    jim.scope_moved(tbl)));
end
$$;

-- What one trigger function logs of the rows that its statement wrote. In a partition tree rows may move and a trigger may skip their
-- arrival, so that old rows are without a new one although no key changed: the full join.
create or replace function jim.change_query(tbl regclass, op text, root oid) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
  select case op
    when 'update' then case
      when c.relkind = 'p' or c.relispartition then jim.update_query(tbl, root)
      else jim.few_updates_query(tbl, root) end
    else format($query$
  insert into jim.change (tbl, op, key, %s) select %s, %L, %s, %s from %s limit 10001;
  get diagnostics rows = row_count;$query$,
      case op when 'insert' then 'scope_new' else 'scope_old' end, root, case op when 'insert' then 'I' else 'D' end,
      jim.key_expression(tbl, 'r'), jim.scope_expression(tbl, 'r'), case op when 'insert' then 'jim_new r' else 'jim_old r' end)
  end
  from pg_class c where c.oid = tbl);
end
$$;

-- The body of the row trigger's function: rows that replication applies. On the partitions of its table it is the same function.
create or replace function jim.replica_body(tbl regclass, guard text, root oid) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
  select format($body$
begin
  %5$s
  elsif tg_op = 'INSERT' then
    insert into jim.change (tbl, op, key, scope_new) values (%1$s, 'I', %2$s, %7$s);
  elsif tg_op = 'DELETE' then
    insert into jim.change (tbl, op, key, scope_old) values (%1$s, 'D', %3$s, %6$s);
  elsif %4$s then
    insert into jim.change (tbl, op, key, scope_old, scope_new) values (%1$s, 'U', %2$s, %6$s, %7$s);
  else
    insert into jim.change (tbl, op, key, scope_old, scope_new) values (%1$s, 'D', %3$s, %6$s, null), (%1$s, 'I', %2$s, null, %7$s);
  end if;
  return null;
end
$body$, root, jim.key_expression(tbl, 'new'), jim.key_expression(tbl, 'old'), jim.same_key(tbl, 'old', 'new'), guard,
    jim.scope_expression(tbl, 'old'), jim.scope_expression(tbl, 'new')));
end
$$;

-- The body for inserts into a table with relatives by INHERITS: a whole-table entry for each, and in setting jim.inserted the table and key
-- of the first row that the transaction inserts, because a trigger may have routed it here from the table that the client named.
create or replace function jim.related_insert_body(tbl regclass, guard text, whole text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return format($body$
begin
  %1$s
  else
    %2$s
    if coalesce(current_setting('jim.inserted', true), '') = '' then
      perform set_config('jim.inserted', concat('%3$s ', %4$s), true) from jim_new r limit 1;
    end if;
  end if;
  return null;
end
$body$, guard, whole, tbl::oid, jim.key_expression(tbl, 'r'));
end
$$;

-- The body of one trigger function. op: insert, update, delete, truncate for each statement; replica for each row. No column is named
-- before the shape is found to be that which the body was generated for.
create or replace function jim.change_body(tbl regclass, op text, key regclass, shape text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  tables constant oid[] := jim.change_tables(tbl);
  whole constant text := format('perform jim.change_whole(tg_relid, %L);', tables);
  guard constant text := format('if %s <> %s or jim.change_shape(%L::regclass, %s) is distinct from %L then
    %s', case op when 'replica' then 'coalesce(pg_partition_root(tg_relid), tg_relid)' else 'tg_relid' end,
    case op when 'replica' then tables[1] else tbl end::oid, tbl::oid, coalesce(format('%L::regclass', key::oid), 'null'), shape, whole);
begin
  if cardinality(tables) > 1 and op = 'insert' and shape is not null and key is not null then
    return jim.related_insert_body(tbl, guard, whole);
  elsif op = 'truncate' or shape is null or cardinality(tables) > 1 then
    return format(E'\nbegin\n  -- %s\n  %s\n  return null;\nend\n', coalesce(shape, 'unknown'), whole);
  elsif key is null then
    return format(E'\nbegin\n  %s\n  else\n    insert into jim.change (tbl, op) values (%s, ''T'');\n  end if;\n  return null;\nend\n',
      guard, tables[1]);
  elsif op = 'replica' then
    return jim.replica_body(tbl, guard, tables[1]);
  end if;
  return format($body$
declare
  rows bigint;
begin
  %1$s
    return null;
  elsif current_setting('jim.whole', true) like '%% %2$s %%' then
    return null;
  end if;%3$s
  if rows > 1 then
    perform jim.count_changes(%2$s, rows);
  end if;
  return null;
end
$body$, guard, tables[1], jim.change_query(tbl, op, tables[1]));
end
$$;
