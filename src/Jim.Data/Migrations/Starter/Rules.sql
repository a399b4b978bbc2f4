-- Rules that policies cannot express, because the check of a new row does not see the old one, and effects that follow from a write.

-- Users can move a document only into a group that they belong to. They can still edit and delete their documents in a group that they
-- have left.
create function jim.document_group() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'jim_user' and not jim.has_role('jim-service') and not new.group_id = any (jim.group_ids()) then
    raise insufficient_privilege using message = 'new row violates row-level security policy for table "documents"';
  end if;
  return new;
end
$$;
create trigger documents_group before update of group_id on public.documents for each row
  when (new.group_id is not null and new.group_id is distinct from old.group_id) execute function jim.document_group();

-- Users can move a file only to a document that they see. The function runs with the caller's rights, so the policies of documents decide.
create function jim.file_document() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'jim_user' and not exists (select from public.documents d where d.id = new.document_id) then
    raise insufficient_privilege using message = 'new row violates row-level security policy for table "files"';
  end if;
  return new;
end
$$;
create trigger files_document before update of document_id on jim.files for each row
  when (new.document_id is not null and new.document_id is distinct from old.document_id) execute function jim.file_document();

-- Members can leave a group by themselves, but only owners of the group can change the role of a member or bring one back.
create function jim.membership_role() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = 'jim_user' and not jim.has_role('jim-service') and not new.group_id = any (jim.owned_group_ids()) then
    raise insufficient_privilege using message = 'new row violates row-level security policy for table "memberships"';
  end if;
  return new;
end
$$;
create trigger memberships_role before update of role, deleted_at on public.memberships for each row
  when (new.role <> old.role or (new.deleted_at is null and old.deleted_at is not null)) execute function jim.membership_role();

-- The user who creates a group is its first owner. A group that is created without a caller, or by one without a row in users, has none.
create function jim.group_founder() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.memberships (user_id, group_id, role)
    select u.id, new.id, 'owner' from public.users u where u.id = new.created_by and u.deleted_at is null
    on conflict do nothing;
  return null;
end
$$;
create trigger groups_founder after insert on public.groups for each row
  when (new.created_by is not null) execute function jim.group_founder();

-- Storing a file of a document adds an event to the document. The event's id is made of the file's version, so that there is one event
-- for each version, however often it is stored.
create function jim.file_stored() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.document_events (id, document_id, actor_id, kind, payload)
    select md5('file_stored ' || coalesce(new.current_version, new.id))::uuid, d.id,
      (select u.id from public.users u where u.id = new.owner_id), 'file_stored', jsonb_build_object('fileId', new.id, 'name', new.name)
    from public.documents d where d.id = new.document_id and d.deleted_at is null
    on conflict (id) do nothing;
  return null;
end
$$;
create trigger files_stored after insert or update of state, current_version on jim.files for each row
  when (new.state = 'stored' and new.document_id is not null) execute function jim.file_stored();

create function public.first_sight(sub uuid, name text, email text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.users (id, email, display_name)
    values (sub, case when not exists (select from public.users u where u.email = first_sight.email and u.deleted_at is null)
                      then nullif(first_sight.email, '') end, coalesce(nullif(name, ''), nullif(email, ''), sub::text))
    on conflict (id) do nothing;
  return found;
exception when unique_violation then
  -- Another user took the address since the statement above looked for it, and keeps it. This user gets none.
  insert into public.users (id, display_name) values (sub, coalesce(nullif(name, ''), sub::text)) on conflict (id) do nothing;
  return found;
end
$$;
comment on function public.first_sight(uuid, text, text) is
  E'@omit\nMakes the users row of a subject, called by jim.first_sight. True when it was new.';

revoke all on function public.first_sight(uuid, text, text), jim.document_group(), jim.file_document(), jim.membership_role(),
  jim.group_founder(), jim.file_stored(), jim.guard_group(), jim.guard_user(), jim.guard_owner(), jim.guard_document(),
  jim.refuse_parent(oid, text), jim.cascade_group(),
  jim.cascade_user(), jim.group_ids(), jim.owned_group_ids() from public;
grant execute on function jim.group_ids(), jim.owned_group_ids() to jim_user, jim_admin;
select jim.track(t) from unnest(array['public.users', 'public.groups', 'public.memberships', 'public.documents', 'public.document_events',
  'jim.files']::regclass[]) t;
