-- Rights on the tables of files that clients see. The starter adds policies for files of documents: who sees a document sees its files.
select jim.secure(t) from unnest(array['jim.buckets', 'jim.folders', 'jim.files']::regclass[]) t;

do $$
declare
  t text;
begin
  foreach t in array array['buckets', 'folders', 'files'] loop
    execute format('create policy gateway on jim.%I using ((select pg_has_role(current_user, ''jim_gateway'', ''member'')))
      with check ((select pg_has_role(current_user, ''jim_gateway'', ''member'')))', t);
    execute format('create policy service_read on jim.%I for select to jim_user using ((select jim.has_role(''jim-service'')))', t);
    -- Restrictive policies, which no other policy can widen: the service account writes inside of jobs only, its own rows included.
    execute format('create policy jobs_insert on jim.%I as restrictive for insert to jim_user with check ((select jim.may_write()))', t);
    execute format('create policy jobs_update on jim.%I as restrictive for update to jim_user using ((select jim.may_write()))', t);
    execute format('create policy jobs_delete on jim.%I as restrictive for delete to jim_user using ((select jim.may_write()))', t);
    execute format('create policy service_write on jim.%I to jim_user
      using ((select jim.has_role(''jim-service'')) and (select jim.may_write())) with check ((select jim.has_role(''jim-service'')))', t);
  end loop;
end
$$;

create policy own on jim.buckets to jim_user using (owner_id = (select jim.user_id())) with check (owner_id = (select jim.user_id()));
create policy common on jim.buckets for select to jim_user using (owner_id is null or public);
create policy own on jim.folders to jim_user using (owner_id = (select jim.user_id())) with check (owner_id = (select jim.user_id()));
create policy own on jim.files to jim_user using (owner_id = (select jim.user_id()))
  with check (owner_id = (select jim.user_id()));

grant select on jim.buckets, jim.folders, jim.files to jim_user, jim_admin;
grant insert (id, name, public, size_max, mime_allow), update (public, size_max, mime_allow), delete on jim.buckets to jim_user, jim_admin;
grant insert (id, bucket_id, parent_id, name), update (parent_id, name, deleted_at), delete on jim.folders to jim_user, jim_admin;
-- An upload inserts the row with the caller's rights. The columns that say what the bytes are get no grant for updates: from then on only
-- the workers, which have checked the bytes, may set them.
grant insert (id, bucket_id, folder_id, name, mime_type, size_bytes, sha256, state, current_version) on jim.files to jim_user, jim_admin;
grant update (folder_id, name, deleted_at), delete on jim.files to jim_user, jim_admin;
create policy new_state on jim.files as restrictive for insert to jim_user, jim_admin with check (state in ('receiving', 'staged'));
