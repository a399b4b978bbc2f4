-- The structure of the exposed part of a database, in one statement and so in one snapshot.
--   $1 text[]  schemas exposed whole, in order of precedence
--   $2 text[]  further relations, as 'schema.name'
--   $3 text[]  application roles; the role at position n has bit n - 1 in every mask
-- Rows: (kind text, body text with JSON, estimated_rows real). Rows of kind 'type' come before those of kind 'relation', and these before
-- those of kind 'other'. The catalog's fingerprint is made of the bodies of the first two kinds; estimated_rows is not in them, because
-- every ANALYZE changes it. A role has a privilege where it is granted to it, to a role that it inherits from or to PUBLIC, and where it
-- also has USAGE on the schema.
with recursive
role as (
  select (r.position - 1)::int as bit, p.oid
  from unnest($3::text[]) with ordinality r (name, position)
  join pg_roles p on p.rolname = r.name
),
relation as materialized (
  select c.oid, c.relname, c.relkind, c.relrowsecurity, c.reltuples, c.relnamespace, n.nspname,
    coalesce(array_position($2::text[], n.nspname || '.' || c.relname), 0) as named,
    coalesce(array_position($1::text[], n.nspname::text), 0) as rank
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm')
    and not c.relispartition
    and (n.nspname = any ($1) or n.nspname || '.' || c.relname = any ($2))
    -- Tables of extensions do not belong to the application.
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
),
-- The tables below one of INHERITS at any depth, and the partitions below a partitioned table.
below (root, oid) as (
  select c.oid, i.inhrelid from relation c join pg_inherits i on i.inhparent = c.oid where c.relkind in ('r', 'p')
  union
  select b.root, i.inhrelid from below b join pg_inherits i on i.inhparent = b.oid
),
-- A table below one of INHERITS may have nulls where the parent has none.
null_below as materialized (
  select distinct b.root, a.attname
  from below b
  join relation c on c.oid = b.root and c.relkind = 'r'
  join pg_attribute a on a.attrelid = b.oid and a.attnum > 0 and not a.attnotnull
),
-- Foreign keys. One that only partitions have counts as one of the whole table. One that points at a partition is told below as pointing at the
-- whole table. The columns of a partition are found in the whole table by name, because their numbers may differ.
foreign_key as materialized (
  select f.conrelid as relation, f.oid, f.conname, f.conkey, f.confrelid, f.confkey, f.condeferrable
  from relation c
  join pg_constraint f on f.conrelid = c.oid
  -- A foreign key of or to a partitioned table has a copy for each partition, with the key of the whole as its parent.
  where f.contype = 'f' and f.conparentid = 0
  union all
  (select distinct on (b.root, own.numbers, f.confrelid, f.confkey)
    b.root, f.oid, f.conname, own.numbers, f.confrelid, f.confkey, f.condeferrable
  from below b
  join relation c on c.oid = b.root and c.relkind = 'p'
  join pg_constraint f on f.conrelid = b.oid and f.contype = 'f' and f.conparentid = 0
  cross join lateral (
    select array_agg(r.attnum order by k.position)
    from unnest(f.conkey) with ordinality k (number, position)
    join pg_attribute p on p.attrelid = f.conrelid and p.attnum = k.number
    join pg_attribute r on r.attrelid = b.root and r.attname = p.attname) own (numbers)
  order by b.root, own.numbers, f.confrelid, f.confkey, f.conname)
),
-- One list for each relation, made of all foreign keys in one pass: looking through all of them for each relation took 60 % of the time
-- with 2,000 relations.
foreign_keys as materialized (
  select f.relation,
    json_agg(
      json_build_object(
        'name', f.conname,
        'columns', to_json(f.conkey),
        'to', coalesce(whole.oid, f.confrelid)::bigint,
        'toColumns', to_json(coalesce(whole.numbers, f.confkey)),
        'toPartition', whole.oid is not null,
        'deferrable', f.condeferrable,
        'comment', fd.description
      ) order by f.conname) as list
  from foreign_key f
  left join pg_description fd on fd.objoid = f.oid and fd.classoid = 'pg_constraint'::regclass and fd.objsubid = 0
  left join lateral (
    select r.attrelid, array_agg(r.attnum order by k.position)
    from pg_class p
    cross join unnest(f.confkey) with ordinality k (number, position)
    join pg_attribute o on o.attrelid = p.oid and o.attnum = k.number
    join pg_attribute r on r.attrelid = pg_partition_root(p.oid) and r.attname = o.attname
    where p.oid = f.confrelid and p.relispartition
    group by r.attrelid) whole (oid, numbers) on true
  group by f.relation
),
-- The same for what is read below of each relation's rules, triggers and unique indexes: most relations have none of the first two.
rules as materialized (
  select x.oid, md5(string_agg(x.rule, ' ' order by x.rule)) as digest
  from (
    select y.polrelid, y.polname || y.polcmd::text || y.polroles::text || coalesce(y.polqual::text, '') from pg_policy y
    union all
    select w.ev_class, w.ev_action::text from pg_rewrite w where w.ev_class in (select oid from relation)) x (oid, rule)
  group by x.oid
),
triggered as materialized (
  select coalesce(pg_partition_root(t.tgrelid), t.tgrelid)::oid as oid,
    bool_or(t.tginitdeferred and t.tgenabled <> 'D') as deferred
  from pg_trigger t
  where not t.tgisinternal and t.tgname not like 'jim\_%'
  group by 1
),
unique_keys as materialized (
  select i.indrelid as relation,
    json_agg(
      json_build_object(
        'name', k.relname,
        -- Only the columns of the key, not those of INCLUDE.
        'columns', to_json((i.indkey::int2[])[0:i.indnkeyatts - 1]),
        'primary', i.indisprimary,
        -- a column of Postgres 15 and later
        'nullsNotDistinct', coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
        'where', pg_get_expr(i.indpred, i.indrelid),
        'deferrable', not i.indimmediate
      ) order by not i.indisprimary, k.relname) as list
  from relation c
  join pg_index i on i.indrelid = c.oid
  join pg_class k on k.oid = i.indexrelid
  where i.indisunique and i.indisvalid and i.indexprs is null
  group by i.indrelid
),
entry as materialized (
  select n.oid as relnamespace, role.oid as roleoid, role.bit
  from role
  cross join (select distinct relnamespace as oid from relation) n
  where has_schema_privilege(role.oid, n.oid, 'USAGE')
),
-- Privileges on whole relations. Those on a column are asked for below only where the column has an ACL of its own, because asking for
-- every column takes ten times as long.
relation_right as materialized (
  select c.oid,
    coalesce(bit_or(1::bigint << e.bit) filter (where has_table_privilege(e.roleoid, c.oid, 'SELECT')), 0) as sel,
    coalesce(bit_or(1::bigint << e.bit) filter (where has_table_privilege(e.roleoid, c.oid, 'INSERT')), 0) as ins,
    coalesce(bit_or(1::bigint << e.bit) filter (where has_table_privilege(e.roleoid, c.oid, 'UPDATE')), 0) as upd,
    coalesce(bit_or(1::bigint << e.bit) filter (where has_table_privilege(e.roleoid, c.oid, 'DELETE')), 0) as del
  from relation c
  left join entry e on e.relnamespace = c.relnamespace
  group by c.oid
),
-- The types of all columns, and the types that these consist of: elements, base types of domains, bounds of ranges.
type (oid) as (
  select a.atttypid from relation c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  union
  select part.oid
  from type
  join pg_type t on t.oid = type.oid
  left join pg_range r on r.rngtypid = t.oid
  cross join lateral (values (t.typelem), (t.typbasetype), (r.rngsubtype)) part (oid)
  where part.oid <> 0
),
-- Tables next to each other by INHERITS or as partition and partitioned table, in both directions.
relative (a, b) as materialized (
  select inhparent, inhrelid from pg_inherits
  union all
  select inhrelid, inhparent from pg_inherits
),
-- The tables through which rows of a table may be written: itself, its partitions, and by INHERITS its children, its parents and theirs.
kin (oid, member) as (
  select c.oid, c.oid
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
    and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  union
  select k.oid, r.b from kin k join relative r on r.a = k.member
),
-- Whether every write of these tables is logged: each has Jim's four statement triggers, which fire. A foreign table has none. Besides, a
-- text that is another one after every change of their columns, relatives and triggers, and never an earlier one again: what was read
-- before such a change may miss writes that nobody logged.
tracking as materialized (
  select k.oid, bool_and(m.relkind in ('r', 'p') and coalesce(t.is_whole, false)) as tracked,
    md5(string_agg(concat_ws(' ', k.member, t.written, a.written, d.written, i.written), ',' order by k.member)) as written
  from kin k
  join pg_class m on m.oid = k.member
  left join (
    select g.tgrelid,
      count(*) filter (
        where g.tgname in ('jim_change_insert', 'jim_change_update', 'jim_change_delete', 'jim_change_truncate') and g.tgenabled in ('O', 'A')
      ) = 4 as is_whole,
      sum(hashint8extended(g.xmin::text::bigint, g.oid::bigint)) as written
    from pg_trigger g
    where not g.tgisinternal and g.tgname like 'jim\_change\_%'
    group by g.tgrelid) t on t.tgrelid = k.member
  left join (
    select b.attrelid, sum(hashint8extended(b.xmin::text::bigint, b.attnum)) as written
    from pg_attribute b
    where b.attrelid >= 16384 and b.attnum > 0
    group by b.attrelid) a on a.attrelid = k.member
  left join (
    select f.adrelid, sum(hashint8extended(f.xmin::text::bigint, f.oid::bigint)) as written
    from pg_attrdef f
    group by f.adrelid) d on d.adrelid = k.member
  left join (
    select h.inhrelid, sum(hashint8extended(h.xmin::text::bigint, h.inhparent::bigint)) as written
    from pg_inherits h
    group by h.inhrelid) i on i.inhrelid = k.member
  group by k.oid
),
found as (
  select 1 as part, t.oid::bigint as first, 0 as second, t.typname::text as third, 'type' as kind,
    json_build_object(
      'oid', t.oid::bigint,
      'schema', n.nspname,
      'name', t.typname,
      -- int2vector and oidvector have elements, too, but are not the array type of any type; they count as scalars.
      'kind', case when a.oid is not null then 'A' else t.typtype end,
      'element', coalesce(a.oid, r.rngsubtype)::bigint,
      'base', nullif(t.typbasetype, 0)::bigint,
      'notNull', t.typnotnull,
      'hasDefault', t.typdefault is not null,
      'labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
      -- Of a type that an extension or a team has made: whether its order for indexes is that of the operators < and >.
      'ordered', t.oid >= 16384 and exists (
        select from pg_opclass o
        join pg_amop p on p.amopfamily = o.opcfamily and p.amoplefttype = t.oid and p.amoprighttype = t.oid and p.amopstrategy = 1
        join pg_operator m on m.oid = p.amopopr
        where o.opcmethod = 403 and o.opcdefault and o.opcintype = t.oid and m.oprname = '<')
    ) as body,
    null::real as estimated_rows
  from type
  join pg_type t on t.oid = type.oid
  join pg_namespace n on n.oid = t.typnamespace
  left join pg_type a on a.oid = t.typelem and a.typarray = t.oid
  left join pg_range r on r.rngtypid = t.oid
  union all
  select 2, c.named, c.rank, c.relname::text, 'relation',
    json_build_object(
      'oid', c.oid::bigint,
      'schema', c.nspname,
      'name', c.relname,
      'kind', c.relkind,
      'platform', c.rank = 0,
      'comment', d.description,
      'rowSecurity', c.relrowsecurity,
      -- Not read by Jim, but part of the fingerprint: what policies and views read decides which answers may be cached.
      'rules', q.digest,
      'inherited', c.relkind = 'r' and c.oid in (select b.root from below b),
      'ruled', c.relkind in ('r', 'p', 'v') and exists (select from pg_rewrite w where w.ev_class = c.oid and w.ev_type <> '1'),
      'tracked', coalesce(w.tracked, false),
      'written', w.written,
      -- What triggers, also those of partitions, may set in a row before it is written: names as their functions write them, '*' for
      -- anything. And whether they may write other rows, such as the one that the new row points at.
      'triggers', case when g.oid is null then json_build_object('setOnInsert', null, 'setOnUpdate', null, 'write', false) else (
        select json_build_object(
          'setOnInsert', json_agg(distinct s.name) filter (where t.tgtype & 4 <> 0 and s.name is not null),
          'setOnUpdate', json_agg(distinct s.name) filter (where t.tgtype & 16 <> 0 and s.name is not null),
          'write', coalesce(bool_or(case l.lanname
            when 'plpgsql' then f.prosrc ~* '\m(insert|merge|execute|call)\M|\mperform\s+(?!jim\.)[\w".]+\s*\('
            else l.lanname not in ('c', 'internal') end), false))
        from pg_trigger t
        join pg_proc f on f.oid = t.tgfoid
        join pg_language l on l.oid = f.prolang
        left join lateral (
          -- new := …, into … new …, call p(new.id), for new.id in …, return of another row, another name for new; what other languages do is
          -- not known, but functions in C take their columns as arguments
          select '*'
          where case l.lanname
            when 'plpgsql' then f.prosrc ~*
              '\mnew"?\s*:?=|\minto\s+(strict\s+)?([\w".\s\[\]]+,\s*)*"?new\M"?(?!\s*\.)|\mcall\M[^;]*\mnew\M|'
              '\mfor(each)?\s+"?new\M|\malias\s+for\M|\mreturn\s+(?!(new|null|old)\s*;)'
            else l.lanname not in ('c', 'internal') or t.tgnargs = 0 end
          union all
          select coalesce(m[1], m[2])
          from regexp_matches(
            f.prosrc,
            '\mnew"?\s*\.\s*("[^"]+"|\w+)[\w\s\[\].]*:?=|\minto\s+(?:strict\s+)?(?:[\w".\s\[\]]+,\s*)*"?new"?\s*\.\s*("[^"]+"|\w+)', 'gi') m
          where l.lanname = 'plpgsql'
          union all
          select string_to_table(encode(t.tgargs, 'escape'), '\000') where l.lanname in ('c', 'internal')
        ) s (name) on true
        where t.tgrelid = any (array(select c.oid union all select relid from pg_partition_tree(c.oid) where c.relkind = 'p'))
          -- a row trigger, before or instead of INSERT or UPDATE
          and t.tgtype & 1 = 1 and t.tgtype & 20 <> 0 and t.tgtype & 66 <> 0 and t.tgenabled <> 'D' and not t.tgisinternal
          and t.tgname not like 'jim\_%'
          -- Jim's own functions set no key.
          and not exists (select from pg_namespace o where o.oid = f.pronamespace and o.nspname = 'jim')) end,
      'deferredTriggers', coalesce(g.deferred, false),
      'select', p.sel,
      'insert', case when u.events & 8 <> 0 then p.ins else 0 end,
      'update', case when u.events & 4 <> 0 then p.upd else 0 end,
      'delete', case when u.events & 16 <> 0 then p.del else 0 end,
      'columns', (
        select json_agg(
          json_build_object(
            'number', a.attnum,
            'name', a.attname,
            'type', a.atttypid::bigint,
            -- numeric(5,2): what it does to a value that is stored
            'declared', case when a.atttypmod <> -1 and a.atttypid < 16384 then format_type(a.atttypid, a.atttypmod) end,
            'notNull', a.attnotnull and (c.oid, a.attname) not in (select n.root, n.attname from null_below n),
            'hasDefault', a.atthasdef or a.attidentity <> '',
            -- Of a view that Postgres itself can write: a column that is no column of its table.
            'generated', a.attgenerated <> '' or a.attidentity = 'a'
              or (c.relkind = 'v' and u.events <> 0 and not u.is_taken and not pg_column_is_updatable(c.oid, a.attnum, true)),
            -- Postgres knows LIKE under such a collation from version 18 on.
            'foldsText', a.attcollation in (select k.oid from pg_collation k where not k.collisdeterministic),
            'comment', ad.description,
            'rights', case when a.attacl is not null then (
              select json_build_array(
                coalesce(bit_or(1::bigint << e.bit) filter (where has_column_privilege(e.roleoid, c.oid, a.attnum, 'SELECT')), 0),
                coalesce(bit_or(1::bigint << e.bit) filter (
                  where u.events & 8 <> 0 and has_column_privilege(e.roleoid, c.oid, a.attnum, 'INSERT')), 0),
                coalesce(bit_or(1::bigint << e.bit) filter (
                  where u.events & 4 <> 0 and has_column_privilege(e.roleoid, c.oid, a.attnum, 'UPDATE')), 0))
              from entry e
              where e.relnamespace = c.relnamespace
            ) end
          ) order by a.attnum)
        from pg_attribute a
        left join pg_description ad on ad.objoid = c.oid and ad.classoid = 'pg_class'::regclass and ad.objsubid = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      ),
      'keys', i.list,
      'foreignKeys', k.list
    ),
    c.reltuples
  from relation c
  join relation_right p on p.oid = c.oid
  left join tracking w on w.oid = c.oid
  left join foreign_keys k on k.relation = c.oid
  left join unique_keys i on i.relation = c.oid
  left join rules q on q.oid = c.oid
  left join triggered g on g.oid = c.oid
  left join pg_description d on d.objoid = c.oid and d.classoid = 'pg_class'::regclass and d.objsubid = 0
  -- How it can be written: update 4, insert 8, delete 16. Postgres is asked of views whose comment declares a key, because no other view's
  -- rows can be named, and asking takes a lock.
  cross join lateral (
    select
      case when c.relkind <> 'v' then 28 when d.description like '%@key%' then pg_relation_is_updatable(c.oid, true) else 0 end as events,
      c.relkind = 'v' and (
        exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgtype & 64 <> 0)
        or exists (select from pg_rewrite w where w.ev_class = c.oid and w.ev_type <> '1')) as is_taken) u
  union all
  -- Tables and views that are not exposed, where answers may be kept that read them by a view or a policy.
  select 3, 0, 0, '', 'other', json_build_object('oid', o.oid::bigint, 'written', o.written), null
  from (
    select w.oid, w.written from tracking w where w.tracked
    union all
    select v.oid, '' from pg_class v where v.relkind = 'v' and v.oid >= 16384) o
  where not exists (select from relation c where c.oid = o.oid)
)
select kind, body::text, estimated_rows
from found
order by part, first, second, third collate "C"
