-- A folder target has a mark in it, so that the empty folder of a disk that is not mounted is not taken for it.
alter table jim.targets
  add column role text not null default 'copy',
  add column identity uuid not null default gen_random_uuid(),
  add column marked_at timestamptz,
  add column compared_at timestamptz,
  add column released_at timestamptz,
  add constraint targets_role_check check (role in ('copy', 'mirror'));
comment on table jim.targets is 'The places that keep files, and how each is.';
comment on column jim.targets.role is E'copy: keeps every version under a key; mirror: shows the files to people, by their names.';
comment on column jim.targets.identity is E'@omit\nWhat the mark in its folder says.';
comment on column jim.targets.marked_at is E'@omit\nSince when the mark is in its folder; null: it was not used yet.';
comment on column jim.targets.compared_at is 'When all of a mirror was last compared with the files.';
comment on column jim.targets.released_at is E'@omit\nWhat a mirror should remove since before then, its brake does not stop.';

-- One row for each file and mirror: what the mirror has of it, and the queue of what it has not. A row outlives its file, because the mirror
-- may keep what was deleted, or has yet to remove it.
create table jim.mirrors (
  id uuid primary key default gen_random_uuid(),
  target text not null,
  file_id uuid references jim.files on delete set null,
  state text not null default 'waiting',
  at timestamptz,
  error text,
  path text,
  path_key text collate "C",
  stands text,
  stands_key text collate "C",
  version_id uuid,
  changes bigint not null default 1,
  changed_at timestamptz not null default now(),
  attempt integer not null default 0,
  not_before timestamptz,
  lease_until timestamptz,
  fence bigint not null default 0,
  constraint mirrors_target_file_id_key unique (target, file_id),
  constraint mirrors_state_check check (state in ('waiting', 'ok', 'going', 'kept', 'gone'))
);
create index mirrors_file_id_idx on jim.mirrors (file_id);
create unique index mirrors_path_idx on jim.mirrors (target, path_key);
create index mirrors_stands_idx on jim.mirrors (target, stands_key);
create index mirrors_waiting_idx on jim.mirrors (target, changed_at) where state = 'waiting';
create index mirrors_going_idx on jim.mirrors (target, state, changed_at) where state in ('going', 'gone');
comment on table jim.mirrors is 'What a mirror has of a file.';
comment on column jim.mirrors.target is 'The mirror''s name.';
comment on column jim.mirrors.state is
  'waiting: to be brought; ok: as the file is; going: to be removed; kept: the file was deleted and the mirror keeps it; gone: not there.';
comment on column jim.mirrors.at is 'When it was last brought there or removed.';
comment on column jim.mirrors.error is 'Why the last attempt failed; null: it did not.';
comment on column jim.mirrors.path is 'Where it should stand.';
comment on column jim.mirrors.path_key is 'The same without case and Unicode form.';
comment on column jim.mirrors.stands is 'Where it stands; null: nowhere.';
comment on column jim.mirrors.version_id is 'The version that stands there.';
comment on column jim.mirrors.changes is 'Grows with each change of the file: whoever worked on an older one has to look again.';

select jim.secure('jim.mirrors');
create policy gateway on jim.mirrors using ((select pg_has_role(current_user, 'jim_gateway', 'member')))
  with check ((select pg_has_role(current_user, 'jim_gateway', 'member')));
create policy seen on jim.mirrors for select to jim_user
  using (exists (select from jim.files f where f.id = mirrors.file_id));
grant select (id, target, file_id, state, at, error) on jim.mirrors to jim_user, jim_admin;
select jim.track('jim.mirrors');

create function jim.mirror_files(files uuid[]) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into jim.mirrors as m (target, file_id)
  select t.name, f.id from jim.targets t cross join unnest(files) f (id) where t.role = 'mirror' and t.removed_at is null
  order by f.id, t.name
  on conflict (target, file_id) do update set
    state = 'waiting', changes = m.changes + 1, error = null, not_before = null,
    attempt = case when m.lease_until is null then 0 else m.attempt end,
    changed_at = case when m.state = 'waiting' then m.changed_at else now() end
$$;

create function jim.mirror_file() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    update jim.mirrors m set state = 'waiting', changes = changes + 1, error = null, not_before = null, changed_at = now()
    where file_id = old.id and state <> 'gone'; -- what has gone is as it should be, and its time tells the brake when it went
    return old;
  end if;
  if new.state not in ('receiving', 'staged', 'failed') or exists (select from jim.mirrors m where m.file_id = new.id) then
    perform jim.mirror_files(array[new.id]);
  end if;
  return null;
end
$$;
create trigger files_mirror after update on jim.files for each row execute function jim.mirror_file();
create trigger files_mirror_gone before delete on jim.files for each row execute function jim.mirror_file();

-- A folder or bucket that has another name or place: all files inside stand elsewhere. Deleted ones stay as they are.
create function jim.mirror_folder() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from jim.targets t where t.role = 'mirror' and t.removed_at is null) then
    if tg_table_name = 'buckets' then
      perform jim.mirror_files(array(select f.id from jim.files f where f.bucket_id = new.id and f.deleted_at is null));
    else
      perform jim.mirror_files(array(
        with recursive down (id) as (
          select new.id union select o.id from down join jim.folders o on o.parent_id = down.id)
        select f.id from jim.files f join down on f.folder_id = down.id where f.deleted_at is null));
    end if;
  end if;
  return null;
end
$$;
create trigger folders_mirror after update on jim.folders for each row
  when ((old.name, old.parent_id) is distinct from (new.name, new.parent_id)) execute function jim.mirror_folder();
create trigger buckets_mirror after update on jim.buckets for each row
  when (old.name is distinct from new.name) execute function jim.mirror_folder();
revoke all on function jim.mirror_files(uuid[]), jim.mirror_file(), jim.mirror_folder() from public;
