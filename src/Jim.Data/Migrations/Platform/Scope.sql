-- What a log row tells of its row's values: enough to know whose answers it does not concern, and not what the row holds.

-- The columns for that: those of the key, then those of foreign keys, eight at most, of types whose equal values have the same bytes (text
-- by another equality than that of its bytes is the reader's affair). Numbered as in the root, where a partition has other numbers. None
-- where Postgres' hash functions give other values than a reader on a little-endian machine expects.
create or replace function jim.scope_columns(tbl regclass) returns table (name name, number int2, type oid, is_key boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.* from (
    select a.attname, a.attnum, coalesce(nullif(t.typbasetype, 0), t.oid), a.attname = any (key.names)
    from (select jim.key_columns(tbl) as names offset 0) key
    join pg_attribute a on a.attrelid = coalesce(pg_partition_root(tbl), tbl) and a.attnum between 1 and 63 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where hashtextextended('jim', 0) = 8618006087066945274
      and coalesce(nullif(t.typbasetype, 0), t.oid) in (
        'int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'uuid'::regtype, 'text'::regtype, 'varchar'::regtype)
      and (a.attname = any (key.names) or exists (
        select from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'f' and a.attnum = any (c.conkey)))
    order by 4 desc, 2 limit 8) s
  order by 2
$$;

-- Bit n-1 is set for the column with number n.
create or replace function jim.scope_mask(tbl regclass) returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(1::bigint << (s.number - 1)), 0)::bigint from jim.scope_columns(tbl) s
$$;

-- What a trigger function ends with: another one where the columns are others, as after a new foreign key, which has it made anew.
create or replace function jim.scope_mark(tbl regclass) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select format(E'-- scope %s\n', jim.scope_mask(tbl))
$$;

-- The SQL expression of jim.change.scope_old or scope_new of a record r: the mask, then for each column its value where that is a number,
-- else the value's hash.
create or replace function jim.scope_expression(tbl regclass, r text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce('array[' || jim.scope_mask(tbl) || ', ' || string_agg(format(
      case
        when s.type = 'uuid'::regtype then 'uuid_hash_extended(%s.%I, 0)'
        when s.type in ('text'::regtype, 'varchar'::regtype) then 'hashtextextended(%s.%I::text collate "C", 0)'
        else '%s.%I::bigint' end, r, s.name), ', ' order by s.number) || ']', 'null::bigint[]')
    from jim.scope_columns(tbl) s);
end
$$;

-- The SQL condition that the scopes of the old row o and the new row n, whose keys are the same, are not.
create or replace function jim.scope_moved(tbl regclass) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(string_agg(
      format('not (%s)', format(jim.same_value(s.type), format('o.%I', s.name), format('n.%I', s.name))), ' or '), 'false')
    from jim.scope_columns(tbl) s where not s.is_key);
end
$$;
