-- Installs the change triggers: jim.track(table). Calling it again is cheap and changes nothing unless the table's shape did.

-- The trigger of an operation. The row trigger is named by its table too: Postgres clones it to the partitions, and refuses to attach a
-- table as a partition that has a trigger of this name already.
create or replace function jim.change_trigger_name(tbl regclass, op text) returns name language sql immutable as $$
  select case op when 'replica' then 'jim_change_replica_' || tbl::oid else 'jim_change_' || op end::name
$$;

-- Makes or renews the function of one trigger.
create or replace function jim.change_function(tbl regclass, op text, key regclass, shape text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  fn constant text := format('change_%s_%s', tbl::oid, op);
  -- How dates and times become text depends on settings of the session; where the key has one, the function sets them to fixed values.
  dated constant boolean := exists (
    select from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = tbl and a.attname = any (jim.key_columns(tbl)) and t.typcategory in ('D', 'T'));
begin
  execute format('create or replace function jim.%I() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp %s as %L',
    fn, case when dated then 'set datestyle = ''ISO, YMD'' set timezone = ''UTC'' set intervalstyle = ''iso_8601''' end,
    jim.change_body(tbl, op, key, shape) || jim.scope_mark(tbl));
  execute format('revoke all on function jim.%I() from public', fn);
end
$$;

-- Makes or renews one trigger, whose function is there.
create or replace function jim.change_trigger(tbl regclass, op text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  fn constant text := format('change_%s_%s', tbl::oid, op);
  trg constant text := jim.change_trigger_name(tbl, op);
begin
  execute format('create or replace trigger %I after %s on %s %s execute function jim.%I()', trg,
    case op when 'replica' then 'insert or update or delete' else op end, tbl,
    case op
      when 'insert' then 'referencing new table as jim_new for each statement'
      when 'update' then 'referencing old table as jim_old new table as jim_new for each statement'
      when 'delete' then 'referencing old table as jim_old for each statement'
      when 'truncate' then 'for each statement'
      else 'for each row'
    end, fn);
  if op in ('replica', 'truncate') then
    execute format('alter table %s enable %s trigger %I', tbl, case op when 'replica' then 'replica' else 'always' end, trg);
  end if;
end
$$;

-- Drops the triggers of one table that are named so, and their functions where nothing uses them any more.
create or replace function jim.drop_triggers(tbl regclass, keep name[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t record;
begin
  for t in
    select g.tgname, g.tgfoid from pg_trigger g
    where g.tgrelid = tbl and g.tgname like 'jim\_change\_%' and g.tgparentid = 0 and g.tgname <> all (keep)
  loop
    execute format('drop trigger %I on %s', t.tgname, tbl);
    if not exists (select from pg_trigger g where g.tgfoid = t.tgfoid) then
      execute format('drop function %s', t.tgfoid::regprocedure);
    end if;
  end loop;
end
$$;

-- Whether a table has these triggers as they would be made now, and no others of Jim.
create or replace function jim.is_tracked(tbl regclass, ops text[], key regclass, shape text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select cardinality(ops) = (
      select count(*) from unnest(ops) o
      join pg_trigger t on t.tgrelid = tbl and t.tgname = jim.change_trigger_name(tbl, o)
        and case o when 'replica' then t.tgenabled = 'R' when 'truncate' then t.tgenabled = 'A' else t.tgenabled in ('O', 'A') end
      join pg_proc p on p.oid = t.tgfoid and p.pronamespace = 'jim'::regnamespace and p.proname = format('change_%s_%s', tbl::oid, o)
        and p.prosrc like '%' || coalesce(shape, 'unknown') || '%' and p.prosrc like '%' || jim.scope_mark(tbl) || '%')
    and not exists (
      select from pg_trigger t
      where t.tgrelid = tbl and t.tgname like 'jim\_change\_%' and t.tgparentid = 0
        and t.tgname <> all (array(select jim.change_trigger_name(tbl, o) from unnest(ops) o)))
$$;

-- Tracks one table, without its partitions: true when something was done. ops: the triggers that it is to have.
create or replace function jim.track_one(tbl regclass, ops text[]) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  key constant regclass := jim.key_index(tbl);
  shape constant text := jim.change_shape(tbl, key);
  op text;
begin
  if jim.is_tracked(tbl, ops, key, shape) then
    return false;
  end if;
  perform jim.drop_triggers(tbl, array(select jim.change_trigger_name(tbl, o) from unnest(ops) o));
  foreach op in array ops loop
    perform jim.change_function(tbl, op, key, shape);
  end loop;
  -- Last: from the first trigger to the end of the transaction GRANT on this table fails (tuple concurrently updated); no lock prevents it.
  foreach op in array ops loop
    perform jim.change_trigger(tbl, op);
  end loop;
  return true;
end
$$;

-- The triggers that a table is to have as a part of another, or of none. Postgres itself copies a row trigger of a partitioned table to its
-- partitions, but no statement triggers.
create or replace function jim.change_operations(tbl regclass, root regclass) returns text[] language sql immutable as $$
  select array['insert', 'update', 'delete', 'truncate'] || case when tbl = root then array['replica'] else '{}' end
$$;

create or replace function jim.track(tbl regclass) returns boolean language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  part regclass;
  pending regclass[];
  done boolean := false;
begin
  -- Two that track one table at once (migrate, a keeper, its owner) would make the same functions; the second finds nothing to do.
  perform pg_advisory_xact_lock(x'6A696D'::int, hashoid(track.tbl));
  select coalesce(array_agg(c.oid order by p.level, c.oid), '{}') into pending
  from (select track.tbl as relid, 0 as level union select relid, level from pg_partition_tree(track.tbl)) p
  join pg_class c on c.oid = p.relid and c.relkind in ('r', 'p')
  where not jim.is_tracked(
    c.oid, jim.change_operations(c.oid, track.tbl), jim.key_index(c.oid), jim.change_shape(c.oid, jim.key_index(c.oid)));
  -- All are locked before the first is worked on. So who holds one of them and waits for another waits for as long as this waits for a
  -- lock, which a keeper keeps shorter (lock_timeout) than the time after which Postgres takes that for a deadlock and ends a transaction.
  foreach part in array pending loop
    execute format('lock table only %s in share row exclusive mode', part);
  end loop;
  foreach part in array pending loop
    done := jim.track_one(part, jim.change_operations(part, track.tbl)) or done;
  end loop;
  return done;
end
$$;
comment on function jim.track(regclass) is
  'Logs this table''s changes (and those of its partitions, under the root). True when triggers were made or renewed.';

create or replace function jim.untrack(tbl regclass) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  part regclass;
begin
  for part in select untrack.tbl union select relid from pg_partition_tree(untrack.tbl) loop
    perform jim.drop_triggers(part, '{}');
  end loop;
end
$$;

-- The tables that answers about these schemas are read from: their own, those that their views and row policies read in any schema, and
-- the relatives of all these by inheritance. Not those of extensions, nor those marked @untracked; nor those marked @omit, unless others
-- read them. (Just-in-time compilation takes a second for these queries of milliseconds.)
create or replace function jim.change_targets(schemas text[]) returns setof regclass
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
  with recursive reached (oid, is_own) as (
    select c.oid, true from pg_class c join pg_namespace s on s.oid = c.relnamespace
    where s.nspname = any (schemas) and c.relkind in ('r', 'p', 'v') and not c.relispartition
    union
    select x.oid, false
    from reached r
    cross join lateral (
      select d.refobjid from pg_rewrite w join pg_class v on v.oid = w.ev_class and v.relkind = 'v'
      join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
      where w.ev_class = r.oid
      union all
      select d.refobjid from pg_policy p
      join pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refclassid = 'pg_class'::regclass
      where p.polrelid = r.oid
      union all
      select i.inhrelid from pg_inherits i where i.inhparent = r.oid
      union all
      select i.inhparent from pg_inherits i where i.inhrelid = r.oid) x (oid)
    where x.oid <> r.oid
  )
  select c.oid::regclass
  from (select r.oid, bool_or(not r.is_own) as is_read from reached r group by r.oid) r
  join pg_class c on c.oid = r.oid
  join pg_namespace s on s.oid = c.relnamespace
  where c.relkind in ('r', 'p') and c.relpersistence <> 't' and not c.relispartition
    and s.nspname not in ('jim', 'pg_catalog', 'information_schema')
    and coalesce(obj_description(c.oid, 'pg_class'), '')
      !~ case when r.is_read then '(^|\n)@untracked\M' else '(^|\n)@(untracked|omit)\M' end
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  order by s.nspname, c.relname
$$;

-- The state of each of these tables in the catalog, with its partitions and relatives: another one whenever its shape or its triggers may
-- be others. One query for all: to ask jim.track for each of 600 tables took 4 s.
create or replace function jim.change_states(tables regclass[]) returns table (tbl regclass, state text)
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
  with recursive part (tbl, oid) as (
    select t, t::oid from unnest(tables) t
    union
    select p.tbl, x.oid
    from part p
    cross join lateral (
      select i.inhrelid from pg_inherits i where i.inhparent = p.oid
      union all
      select i.inhparent from pg_inherits i where i.inhrelid = p.oid) x (oid)
  )
  select p.tbl, md5(concat(count(*), ' ', sum(w.hash)))
  from part p
  cross join lateral (
    select hashint8extended(a.xmin::text::bigint, a.attnum) from pg_attribute a where a.attrelid = p.oid and a.attnum > 0
    union all
    select hashint8extended(i.xmin::text::bigint, i.indexrelid::bigint) from pg_index i where i.indrelid = p.oid
    union all
    select hashint8extended(i.xmin::text::bigint, i.inhparent::bigint) from pg_inherits i where i.inhrelid = p.oid
    union all
    select hashint8extended(t.xmin::text::bigint, t.oid::bigint) from pg_trigger t where t.tgrelid = p.oid) w (hash)
  group by p.tbl
$$;

-- In which state each table was tracked.
create table if not exists jim.tracked (tbl oid primary key, state text not null);
comment on table jim.tracked is 'Tables whose change triggers fit, and the state of the catalog for which that is so.';

-- Those of them that are not tracked as they are now, each with the reason why it cannot be, if there is one. A partition may belong to
-- somebody else than its root. Who has disabled triggers wants them so, and enables them himself.
create or replace function jim.tables_to_track(schemas text[]) returns table (tbl regclass, state text, reason text)
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
  select s.tbl, s.state, (
      select coalesce(
        min('it belongs to ' || pg_get_userbyid(c.relowner)) filter (where not pg_has_role(c.relowner, 'usage')),
        min('its triggers are disabled') filter (where exists (
          select from pg_trigger g where g.tgrelid = c.oid and g.tgname like 'jim\_change\_%' and g.tgenabled = 'D')))
      from (select s.tbl as relid union select p.relid from pg_partition_tree(s.tbl) p) p
      join pg_class c on c.oid = p.relid and c.relkind in ('r', 'p'))
  from jim.change_states(array(select jim.change_targets(schemas))) s
  left join jim.tracked k on k.tbl = s.tbl
  join pg_class c on c.oid = s.tbl
  where k.state is distinct from s.state
  order by c.relnamespace::regnamespace::text, c.relname
$$;

-- Removes what tables left that have been dropped since.
create or replace function jim.forget_dropped_tables() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  gone regprocedure;
begin
  for gone in
    select p.oid from pg_proc p
    where p.pronamespace = 'jim'::regnamespace and p.proname ~ '^change_\d+_'
      and not exists (select from pg_trigger g where g.tgfoid = p.oid)
  loop
    execute format('drop function %s', gone);
  end loop;
  delete from jim.tracked k where not exists (select from pg_class c where c.oid = k.tbl);
end
$$;

-- Tracks one of them unless there is a reason not to, and says what came of it; null: nothing was to do, or it has been dropped meanwhile.
-- Never an error, so that one table does not stop the others.
create or replace function jim.track_outcome(tbl regclass, state text, reason text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  done boolean;
begin
  if not exists (select from pg_class c where c.oid = track_outcome.tbl) then
    return null;
  end if;
  if reason is not null then
    return 'not tracked: ' || reason;
  end if;
  done := jim.track(tbl);
  -- While its triggers were made, nobody could change it; where none was made, what was read before they were compared holds.
  insert into jim.tracked (tbl, state)
    select s.tbl, case when done then s.state else track_outcome.state end from jim.change_states(array[track_outcome.tbl]) s
    on conflict on constraint tracked_pkey do update set state = excluded.state;
  return case when done then 'tracked' end;
exception
  when lock_not_available or deadlock_detected or object_in_use or undefined_table or internal_error then
    -- A writer holds it, it was dropped or (internal_error) granted meanwhile: the next round finds it.
    return 'not tracked: it is in use';
  when others then
    return format('not tracked: %s', sqlstate);
end
$$;
