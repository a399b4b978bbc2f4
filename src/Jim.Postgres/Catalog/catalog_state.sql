-- The snapshot in which this looks, and a text that differs whenever a row that catalog.sql or PolicyReads reads was written since. The
-- text may also differ when nothing that they read has changed (TRUNCATE, a new index), but never stays the same when something has. It is
-- made of xmin, in which each row of the catalog has the transaction that wrote it; ANALYZE and VACUUM update rows in place and leave xmin
-- as it is. Objects with an OID below 16384 are Postgres' own and do not change. Temporary tables, which some applications make all the
-- time, are left out.
-- The text is null where no transaction that writes has ended since another snapshot: then it is still the one that was read in that. On a
-- standby the snapshot does not list the transactions that are running, so it cannot tell.
--   $1 text[]  the exposed schemas and those of the platform's tables
--   $2 text    the other snapshot; null: there is none
--   $3 text[]  application roles. Of other roles nothing counts: they belong to the whole cluster, where other databases make theirs.
with recursive holders (oid) as (
  select oid from pg_roles where rolname = any ($3)
  union
  select m.roleid from pg_auth_members m join holders h on m.member = h.oid
), space as materialized (
  select oid, xmin::text::bigint as written from pg_namespace where nspname = any ($1)
), passing as materialized (
  select oid from pg_class where relpersistence = 't'
)
select pg_current_snapshot()::text as snapshot,
  case when pg_current_snapshot()::text is distinct from $2 or pg_is_in_recovery() then concat_ws(' ',
  (select sum(hashint8extended(written, oid::bigint)) from space),
  (select sum(hashint8extended(c.xmin::text::bigint, c.oid::bigint)) from pg_class c where c.relnamespace in (select oid from space)),
  (select sum(hashint8extended(a.xmin::text::bigint, a.attrelid::bigint * 65536 + a.attnum)) from pg_attribute a
    where a.attrelid >= 16384 and a.attnum > 0 and a.attrelid not in (select oid from passing)),
  (select sum(hashint8extended(k.xmin::text::bigint, k.indexrelid::bigint)) from pg_index k
    where k.indrelid >= 16384 and k.indrelid not in (select oid from passing)),
  (select sum(hashint8extended(f.xmin::text::bigint, f.oid::bigint)) from pg_constraint f where f.oid >= 16384 and f.contype = 'f'),
  (select sum(hashint8extended(t.xmin::text::bigint, t.oid::bigint)) from pg_type t where t.oid >= 16384 and t.typtype in ('d', 'e', 'r')),
  (select sum(hashint8extended(e.xmin::text::bigint, e.oid::bigint)) from pg_enum e),
  (select sum(hashint8extended(d.xmin::text::bigint, d.objoid::bigint * 65536 + d.objsubid)) from pg_description d where d.objoid >= 16384),
  (select sum(hashint8extended(t.xmin::text::bigint, t.oid::bigint)) from pg_trigger t where not t.tgisinternal),
  (select sum(hashint8extended(m.xmin::text::bigint, m.roleid::bigint * 4294967296 + m.member::bigint)) from pg_auth_members m
    where m.member in (select oid from holders)),
  (select sum(hashint8extended(y.xmin::text::bigint, y.oid::bigint)) from pg_policy y),
  (select sum(hashint8extended(w.xmin::text::bigint, w.oid::bigint)) from pg_rewrite w where w.oid >= 16384),
  (select sum(hashint8extended(p.xmin::text::bigint, p.oid::bigint)) from pg_proc p where p.oid >= 16384),
  (select sum(hashint8extended(r.oid::bigint, r.rolsuper::int * 2 + r.rolinherit::int)) from pg_roles r
    where r.oid in (select oid from holders))) end as state
