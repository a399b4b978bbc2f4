-- The shape of a table: all that the trigger functions generated for it rely on. Its owner may rename, drop, retype and attach what he
-- likes; the functions then find another shape than that which they were generated for, and log the whole table instead of naming columns.

-- The index whose columns name a row: the primary key, else the first unique key of not-null columns. Null: none.
create or replace function jim.key_index(tbl regclass) returns regclass language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select i.indexrelid::regclass
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = tbl and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null
      and not exists (
        select from unnest(i.indkey::int2[]) with ordinality u (attnum, n) join pg_attribute x on x.attrelid = tbl and x.attnum = u.attnum
        where u.n <= i.indnkeyatts and not x.attnotnull)
    order by i.indisprimary desc, c.relname limit 1);
end
$$;

-- The columns of that index, in its order. Empty: none.
create or replace function jim.key_columns(tbl regclass) returns name[] language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce((
      select array_agg(a.attname order by k.n)
      from pg_index i
      cross join unnest(i.indkey::int2[]) with ordinality k (attnum, n)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      where i.indexrelid = jim.key_index(tbl) and k.n <= i.indnkeyatts), '{}'));
end
$$;

-- The shape as a hash: names, numbers and types of the columns, the columns of the key index, and the tables that entries name. Null where
-- it cannot be told; never an error.
--
-- Called immutable, which it is not: so Postgres computes it when it plans the condition of a trigger function, keeps the result with the
-- plan, and plans again when the table changes (a plan that mentions a table as a regclass constant is invalidated with the table). A write
-- pays nothing for the comparison.
--
-- Names and types are asked of functions and of the parser, which see the table as it is now. A query of pg_attribute would see it as it
-- was when the transaction began where that is REPEATABLE READ, and disagree with the parser. Written without queries where it can be: each
-- session runs this for its first write of the table, when planning a query takes longest (3 to 7 ms; all of this 3 ms).
create or replace function jim.change_shape(tbl regclass, key regclass) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  tables oid[] := array[coalesce(pg_partition_root(tbl), tbl)];
  columns text := '';
  keys text := '';
  types text := '';
  number int := 0;
  name text;
begin
  loop
    number := number + 1;
    name := (pg_identify_object_as_address('pg_class'::regclass, tbl, number)).object_names[3];
    exit when name is null;
    columns := columns || ' ' || quote_ident(name);
    if not starts_with(name, '........pg.dropped.') then
      types := types || ', pg_typeof(x.' || quote_ident(name) || ')::oid';
    end if;
  end loop;
  number := 0;
  loop
    number := number + 1;
    name := pg_get_indexdef(key, number, false);
    exit when name is null or name = '';
    keys := keys || ' ' || name;
  end loop;
  execute 'select concat(array[' || substr(types, 3) || ']) from (select (null::' || tbl::text || ').*) x' into types;
  if exists (select from pg_inherits i where i.inhrelid = tbl or i.inhparent = tbl) then
    tables := jim.change_tables(tbl);
  end if;
  -- The numbers tell generations of the generated functions apart: a higher one has every table tracked again, or every one with relatives.
  return md5(concat_ws('|', 2, case when cardinality(tables) > 1 then 1 end, tables, key is null, keys, columns, types));
exception when others then
  return null;
end
$$;
