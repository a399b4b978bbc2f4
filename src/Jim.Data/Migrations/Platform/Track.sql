-- jim.track(table) makes trigger functions for this one table and installs the triggers. Their SQL is static, so that its plans are
-- cached; a function for all tables would have to plan dynamic SQL for every statement. Calling it again is cheap and changes nothing
-- unless the table's columns or key have changed.

-- The columns that identify a row: those of the primary key, else those of the first unique key of not-null columns. Empty where there is
-- no such key.
create function jim.key_columns(tbl regclass) returns name[] language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((
    select array_agg(a.attname order by k.n)
    from (
      select i.indrelid, i.indkey, i.indnkeyatts from pg_index i join pg_class c on c.oid = i.indexrelid
      where i.indrelid = tbl and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null
        and not exists (
          select from unnest(i.indkey::int2[]) with ordinality u (attnum, n) join pg_attribute x on x.attrelid = tbl and x.attnum = u.attnum
          where u.n <= i.indnkeyatts and not x.attnotnull)
      order by i.indisprimary desc, c.relname limit 1
    ) i
    cross join unnest(i.indkey::int2[]) with ordinality k (attnum, n)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where k.n <= i.indnkeyatts), '{}');
$$;

-- The format of the condition that two values (%1$s and %2$s) of a type read the same. Simple types are compared by =, which is cheapest,
-- and text by its bytes. All others are compared by their stored bytes (operator *= of records), because equal values may read differently
-- (1.0 and 1.00), or the type has no equality at all (json).
create function jim.same_value(type oid) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
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

-- The SQL expression of column jim.change.changed, made of the old row o and the new row n.
create function jim.changed_mask(tbl regclass) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(
    format('case when %s then 0 else %s::bigint end',
      format(jim.same_value(a.atttypid), format('o.%I', a.attname), format('n.%I', a.attname)),
      case when a.attnum > 63 then '-1' else (1::bigint << (a.attnum - 1))::text end), E'\n      | ' order by a.attnum)
  from pg_attribute a where a.attrelid = tbl and a.attnum > 0 and not a.attisdropped
$$;

-- The SQL expression of the key of a record r as an array of texts, and the condition that two records a and b have the same key. Joins
-- on this condition can only be fast with the operator =, which is that of a simple type itself and for any other type that of its text.
create function jim.key_expression(tbl regclass, r text) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select format('array[%s]', string_agg(format('%s.%I::text', r, k), ', ' order by n))
  from unnest(jim.key_columns(tbl)) with ordinality u (k, n)
$$;

create function jim.same_key(tbl regclass, a text, b text) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(format(
    case when jim.same_value(c.atttypid) = '%1$s is not distinct from %2$s' then '%1$s.%3$I = %2$s.%3$I'
      else '%1$s.%3$I::text collate "C" = %2$s.%3$I::text collate "C"' end,
    a, b, c.attname), ' and ' order by u.n)
  from unnest(jim.key_columns(tbl)) with ordinality u (k, n) join pg_attribute c on c.attrelid = tbl and c.attname = u.k
$$;

-- The SQL expression for the OID under which a trigger function logs changes of this table: its own, or that of the root of its
-- partition tree.
create function jim.change_root(tbl regclass) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when c.relkind = 'p' or c.relispartition then 'coalesce(pg_partition_root(tg_relid), tg_relid)' else 'tg_relid' end
  from pg_class c where c.oid = tbl
$$;

-- The query whose rows a statement trigger logs. jim_old and jim_new are the rows of the statement before and after it. An update that
-- changes keys is logged as deletes and inserts. In a partition tree such an update may move a row to another partition, which fires no
-- row trigger for updates, so a full join finds the keys that are gone and those that are new. In other tables the row trigger "key" logs
-- them, so that the cheaper inner join is enough.
create function jim.change_query(tbl regclass, op text) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when op = 'insert' then format('select %s, ''I'', %s, -1 from jim_new n', root, new_key)
    when op = 'delete' then format('select %s, ''D'', %s, -1 from jim_old o', root, old_key)
    when root = 'tg_relid' then format('select %s, ''U'', %s, %s
    from jim_old o join jim_new n on %s', root, new_key, mask, joined)
    else format('select %1$s, case when o.%2$I is null then ''I'' when n.%2$I is null then ''D'' else ''U'' end::"char",
      case when n.%2$I is null then %3$s else %4$s end, case when o.%2$I is null or n.%2$I is null then -1 else %5$s end
    from jim_old o full join jim_new n on %6$s', root, (jim.key_columns(tbl))[1], old_key, new_key, mask, joined)
  end
  from (
    select jim.change_root(tbl) as root, jim.key_expression(tbl, 'o') as old_key, jim.key_expression(tbl, 'n') as new_key,
      jim.changed_mask(tbl) as mask, jim.same_key(tbl, 'o', 'n') as joined) t
$$;

-- The body of one trigger function. op is insert, update, delete or truncate for a statement trigger, key for the row trigger of updates
-- that change the key, and replica for the row trigger that fires where logical replication writes, which fires no statement triggers.
create function jim.change_body(tbl regclass, op text) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  root constant text := jim.change_root(tbl);
begin
  if op = 'truncate' or jim.key_columns(tbl) = '{}' then
    return format($body$
begin
  insert into jim.change (tbl, op) values (%s, 'T');
  return null;
end
$body$, root);
  elsif op in ('key', 'replica') then
    return format($body$
begin
  if tg_op = 'INSERT' then
    insert into jim.change (tbl, op, key) values (%1$s, 'I', %2$s);
  elsif tg_op = 'DELETE' then
    insert into jim.change (tbl, op, key) values (%1$s, 'D', %3$s);
  elsif %4$s then
    insert into jim.change (tbl, op, key) values (%1$s, 'U', %2$s);
  else
    insert into jim.change (tbl, op, key) values (%1$s, 'D', %3$s), (%1$s, 'I', %2$s);
  end if;
  return null;
end
$body$, root, jim.key_expression(tbl, 'new'), jim.key_expression(tbl, 'old'), jim.same_key(tbl, 'old', 'new'));
  end if;
  return format($body$
declare
  rows bigint;
begin
  if coalesce(current_setting('jim.whole', true), '') <> '' and current_setting('jim.whole') like '%% ' || %1$s || ' %%' then
    return null;
  end if;
  insert into jim.change (tbl, op, key, changed)
    %2$s
    limit 10001;
  get diagnostics rows = row_count;
  if rows > 1 then
    perform jim.count_changes(%1$s, rows);
  end if;
  return null;
end
$body$, root, jim.change_query(tbl, op));
end
$$;

-- Makes one trigger of a table and its function, or makes them again where the body has changed. True when something was done.
create function jim.change_trigger(tbl regclass, op text) returns boolean language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  fn constant text := format('change_%s_%s', tbl::oid, op);
  trg constant text := 'jim_change_' || op;
  body constant text := jim.change_body(tbl, op);
  keys constant text := (select string_agg(quote_ident(k), ', ') from unnest(jim.key_columns(tbl)) k);
  -- How dates and times become text depends on settings of the session; where the key has one, the function sets them to fixed values.
  dated constant boolean := exists (
    select from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = tbl and a.attname = any (jim.key_columns(tbl)) and t.typcategory in ('D', 'T'));
begin
  if exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
             where t.tgrelid = tbl and t.tgname = trg and p.pronamespace = 'jim'::regnamespace and p.proname = fn and p.prosrc = body) then
    return false;
  end if;
  execute format('create or replace function jim.%I() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp %s as %L',
    fn, case when dated then 'set datestyle = ''ISO, YMD'' set timezone = ''UTC'' set intervalstyle = ''iso_8601''' end, body);
  execute format('revoke all on function jim.%I() from public', fn);
  execute format('create or replace trigger %I after %s on %s %s execute function jim.%I()', trg,
    case op when 'replica' then 'insert or update or delete' when 'key' then 'update of ' || keys else op end, tbl,
    case op
      when 'insert' then 'referencing new table as jim_new for each statement'
      when 'update' then 'referencing old table as jim_old new table as jim_new for each statement'
      when 'delete' then 'referencing old table as jim_old for each statement'
      when 'truncate' then 'for each statement'
      when 'key' then format('for each row when (not (%s))', jim.same_key(tbl, 'old', 'new'))
      else 'for each row'
    end, fn);
  if op in ('replica', 'truncate') then
    execute format('alter table %s enable %s trigger %I', tbl, case op when 'replica' then 'replica' else 'always' end, trg);
  end if;
  return true;
end
$$;

create function jim.track(tbl regclass) returns boolean language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  part record;
  op text;
  done boolean := false;
begin
  -- Postgres itself copies a row trigger of a partitioned table to its partitions, but no statement triggers.
  for part in
    select c.oid::regclass as rel, c.oid <> track.tbl as below, c.relkind = 'p' or c.relispartition as in_tree
    from (select track.tbl as relid union select relid from pg_partition_tree(track.tbl)) p join pg_class c on c.oid = p.relid
    where c.relkind in ('r', 'p')
  loop
    foreach op in array array['insert', 'update', 'delete', 'truncate', 'key', 'replica'] loop
      continue when op = 'replica' and part.below or op = 'key' and (part.in_tree or jim.key_columns(part.rel) = '{}');
      done := jim.change_trigger(part.rel, op) or done;
    end loop;
  end loop;
  return done;
end
$$;
comment on function jim.track(regclass) is
  'Logs this table''s changes (and those of its partitions, under the root). True when triggers were made or renewed.';

create function jim.untrack(tbl regclass) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t record;
begin
  for t in
    select g.tgrelid::regclass as rel, g.tgname, g.tgfoid::regprocedure as fn
    from (select untrack.tbl as relid union select relid from pg_partition_tree(untrack.tbl)) p join pg_trigger g on g.tgrelid = p.relid
    where g.tgname like 'jim\_change\_%' and g.tgparentid = 0
  loop
    execute format('drop trigger %I on %s', t.tgname, t.rel);
    execute format('drop function if exists %s', t.fn);
  end loop;
end
$$;

-- Tracks every table of these schemas that the current role owns. Returns a row for each table that was not tracked before in its present
-- form, and for each that cannot be tracked because it belongs to another role. Functions whose triggers are gone are dropped first.
create function jim.track_schemas(schemas text[]) returns table (tbl regclass, outcome text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t record;
  gone record;
begin
  for gone in
    select p.oid::regprocedure as fn from pg_proc p
    where p.pronamespace = 'jim'::regnamespace and p.proname ~ '^change_\d+_'
      and not exists (select from pg_trigger g where g.tgfoid = p.oid)
  loop
    execute format('drop function %s', gone.fn);
  end loop;
  for t in
    select c.oid::regclass as rel, pg_has_role(c.relowner, 'usage') as mine, pg_get_userbyid(c.relowner) as owner
    from pg_class c join pg_namespace s on s.oid = c.relnamespace
    where s.nspname = any (schemas) and s.nspname <> 'jim' and c.relkind in ('r', 'p') and c.relpersistence <> 't' and not c.relispartition
      and coalesce(obj_description(c.oid, 'pg_class'), '') !~ '(^|\n)@(untracked|omit)\M'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by s.nspname, c.relname
  loop
    tbl := t.rel;
    if not t.mine then
      outcome := format('not tracked: it belongs to %s', t.owner);
      return next;
    elsif jim.track(t.rel) then
      outcome := 'tracked';
      return next;
    end if;
  end loop;
end
$$;
