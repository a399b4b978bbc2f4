-- Soft deletion (deleted_at is set, the row stays) with the rules that foreign keys give for real deletion, also where transactions run at
-- the same time (read committed). Writing a child that is not deleted locks its parent FOR SHARE. This lock conflicts with the UPDATE that
-- marks the parent as deleted, so whichever comes second waits, and the child is either seen by the parent's cascade or refused. FOR KEY
-- SHARE, the lock that a foreign key takes, does not conflict with that UPDATE and left children of deleted parents in both orders. A
-- refused child gets the error of the foreign key, so that clients know one kind of error. There is a function for each parent because the
-- plans of static SQL are cached.
create function jim.refuse_parent(child oid, key text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  tbl record;
begin
  select c.relname as name, n.nspname as schema, format('%s_%s_fkey', c.relname, key) as fkey into tbl
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = child;
  raise foreign_key_violation using schema = tbl.schema, table = tbl.name, constraint = tbl.fkey,
    message = format('insert or update on table "%s" violates foreign key constraint "%s"', tbl.name, tbl.fkey);
end
$$;

create function jim.guard_group() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.group_id is not null then
    perform from public.groups g where g.id = new.group_id and g.deleted_at is null for share;
    if not found then
      perform jim.refuse_parent(tg_relid, 'group_id');
    end if;
  end if;
  return new;
end
$$;

create function jim.guard_user() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.users u where u.id = new.user_id and u.deleted_at is null for share;
  if not found then
    perform jim.refuse_parent(tg_relid, 'user_id');
  end if;
  return new;
end
$$;

create function jim.guard_owner() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.users u where u.id = new.owner_id and u.deleted_at is null for share;
  if not found then
    perform jim.refuse_parent(tg_relid, 'owner_id');
  end if;
  return new;
end
$$;

create function jim.guard_document() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.documents d where d.id = new.document_id and d.deleted_at is null for share;
  if not found then
    perform jim.refuse_parent(tg_relid, 'document_id');
  end if;
  return new;
end
$$;

-- The triggers fire when a child is inserted, gets another parent or is restored, and never for other updates: an update of a child at the
-- same time as the deletion of its parent could else end in a deadlock.
create trigger memberships_guard_group_insert before insert on public.memberships for each row
  when (new.deleted_at is null) execute function jim.guard_group();
create trigger memberships_guard_group_update before update of group_id, deleted_at on public.memberships for each row
  when (new.deleted_at is null and (old.deleted_at is not null or new.group_id <> old.group_id)) execute function jim.guard_group();
create trigger memberships_guard_user_insert before insert on public.memberships for each row
  when (new.deleted_at is null) execute function jim.guard_user();
create trigger memberships_guard_user_update before update of user_id, deleted_at on public.memberships for each row
  when (new.deleted_at is null and (old.deleted_at is not null or new.user_id <> old.user_id)) execute function jim.guard_user();
create trigger documents_guard_group_insert before insert on public.documents for each row
  when (new.deleted_at is null and new.group_id is not null) execute function jim.guard_group();
create trigger documents_guard_group_update before update of group_id, deleted_at on public.documents for each row
  when (new.deleted_at is null and (old.deleted_at is not null or new.group_id is distinct from old.group_id))
  execute function jim.guard_group();
create trigger documents_guard_owner_insert before insert on public.documents for each row
  when (new.deleted_at is null) execute function jim.guard_owner();
create trigger documents_guard_owner_update before update of owner_id, deleted_at on public.documents for each row
  when (new.deleted_at is null and (old.deleted_at is not null or new.owner_id <> old.owner_id)) execute function jim.guard_owner();
create trigger document_events_guard_document before insert on public.document_events for each row execute function jim.guard_document();
create trigger files_guard_document_insert before insert on jim.files for each row
  when (new.document_id is not null and new.deleted_at is null) execute function jim.guard_document();
create trigger files_guard_document_update before update of document_id on jim.files for each row
  when (new.document_id is not null and new.deleted_at is null and new.document_id is distinct from old.document_id)
  execute function jim.guard_document();

-- What happens to the children when a parent is marked as deleted, in the same transaction. The functions run with the owner's rights,
-- because it must not depend on which children the caller may see.
create function jim.cascade_group() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.memberships m set deleted_at = new.deleted_at where m.group_id = new.id and m.deleted_at is null;
  update public.documents d set group_id = null where d.group_id = new.id;
  return null;
end
$$;
create trigger groups_cascade after update of deleted_at on public.groups for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function jim.cascade_group();

create function jim.cascade_user() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.memberships m set deleted_at = new.deleted_at where m.user_id = new.id and m.deleted_at is null;
  return null;
end
$$;
create trigger users_cascade after update of deleted_at on public.users for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function jim.cascade_user();
