-- Puts up to five rows into each empty table of a test's database, so that there is something to compare. Where a check refuses a row in all
-- forms, the checks of the table and of its domains are dropped: nothing that is compared depends on them. Foreign keys are not checked
-- while rows are written, but nearly all hold, because every key counts from 1.
do $$
declare
  target record;
  col record;
  n int;
  form int;
  made int;
  names text;
  expressions text;
  expression text;
  refused record;
begin
  set local session_replication_role = replica;
  for target in
    select c.oid, c.oid::regclass::text as name from pg_class c join pg_namespace s on s.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and s.nspname !~ '^pg_' and s.nspname <> 'information_schema'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by c.oid
  loop
    execute format('select count(*) from (select from %s limit 1) x', target.name) into made;
    continue when made > 0;
    for n in 1..5 loop
      for form in 1..16 loop
        if form = 9 then
          for refused in
            select format('alter table %s drop constraint %I', target.name, k.conname) as command
            from pg_constraint k where k.conrelid = target.oid and k.contype = 'c'
            union all
            select distinct format('alter domain %s drop constraint %I', k.contypid::regtype, k.conname)
            from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_type e on e.oid = t.typelem
            join pg_constraint k on k.contype = 'c' and k.contypid in (t.oid, e.oid)
            where a.attrelid = target.oid and a.attnum > 0 and not a.attisdropped
          loop
            begin
              execute refused.command;
            exception when others then null;
            end;
          end loop;
        end if;
        names := null;
        for col in
          select a.attname, a.attnotnull, format_type(a.atttypid, a.atttypmod) as type, a.atttypmod as modifier,
            coalesce(e.typname, b.typname, t.typname) as base, coalesce(e.typtype, b.typtype, t.typtype) as kind,
            e.oid is not null as is_array, format_type(coalesce(e.oid, nullif(t.typbasetype, 0), t.oid), null) as base_type
          from pg_attribute a join pg_type t on t.oid = a.atttypid
          left join pg_type b on b.oid = t.typbasetype
          left join pg_type e on e.oid = t.typelem and e.typarray = t.oid
          where a.attrelid = target.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          order by a.attnum
        loop
          expression := case
            -- The last row has nulls, and the later forms only what must be there.
            when not col.attnotnull and (n = 5 or (form - 1) % 8 >= 4) then 'null'
            when col.kind = 'e' then format('(enum_range(null::%1$s))[1 + %2$s %% array_length(enum_range(null::%1$s), 1)]', col.base_type, n)
            when col.base in ('int2', 'int4', 'int8', 'oid', 'money') then n::text
            when col.base in ('float4', 'float8') then (n + 0.25)::text
            when col.base = 'numeric' then case when (col.modifier - 4) & 65535 = 0 then n else n + 0.25 end::text
            when col.base = 'bool' then (n % 2 = 0)::text
            when col.base in ('text', 'varchar', 'bpchar', 'name', 'citext', 'ltree') then
              quote_literal(case form % 4
                when 1 then n || case when col.base = 'ltree' then '' else ' "tëxt" 100%_' end when 2 then 'a' || n
                when 3 then 'a' || n || '@example.org' else chr(64 + n) end)
            when col.base = 'uuid' then quote_literal('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))
            when col.base in ('date', 'timestamp', 'timestamptz') then quote_literal(timestamp '2020-02-28 23:59:58.75' + n * interval '31 hours')
            when col.base in ('time', 'timetz') then quote_literal(time '01:02:03' + n * interval '1 minute')
            when col.base = 'interval' then quote_literal(n || ' days 01:02:03')
            when col.base = 'bytea' then format('decode(%L, ''hex'')', lpad(to_hex(n), 64, '0'))
            when col.base in ('json', 'jsonb') then quote_literal(jsonb_build_object('n', n, 'list', jsonb_build_array(n, null, 'x')))
            when col.base in ('inet', 'cidr') then quote_literal('10.0.0.' || n)
            when col.base = 'macaddr' then quote_literal('08:00:2b:01:02:0' || n)
            when col.base = 'point' then quote_literal(format('(%s,%s)', n, n))
            when col.base = 'tsvector' then format('to_tsvector(''simple'', %L)', 'word ' || n)
            when col.base = 'xml' then quote_literal(format('<a>%s</a>', n))
            when col.base = 'hstore' then quote_literal(format('a=>%s', n))
            when col.base in ('int4range', 'int8range', 'numrange') then quote_literal(format('[%s,%s)', n, n + 5))
            when col.kind = 'r' then quote_literal('empty')
            else 'null'
          end;
          names := concat_ws(', ', names, quote_ident(col.attname));
          expression := case when col.is_array and expression <> 'null' then format('array[%s]', expression) else expression end;
          expressions := case when names = quote_ident(col.attname) then '' else expressions || ', ' end
            || format('cast(%s as %s)', expression, col.type);
        end loop;
        exit when names is null;
        begin
          execute format('insert into %s (%s) overriding system value values (%s)', target.name, names, expressions);
          exit;
        exception when others then null;
        end;
      end loop;
    end loop;
  end loop;
end $$;
analyze;
