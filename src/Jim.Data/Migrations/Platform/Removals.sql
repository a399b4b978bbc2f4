-- Objects whose version has no row any more: whoever deleted it, and by whatever cascade, its copies are still to be removed from the targets.
create table jim.removals (
  target text,
  object_key text,
  file_id uuid not null,
  since timestamptz not null default now(),
  attempt integer not null default 0,
  not_before timestamptz,
  error text,
  primary key (target, object_key)
);
create index removals_target_idx on jim.removals (target, since);
create index removals_file_id_idx on jim.removals (file_id);
comment on table jim.removals is 'Copies of versions that were deleted, until each is gone from its target.';
comment on column jim.removals.since is 'When the version was deleted: its copies are kept for the time of the trash.';
comment on column jim.removals.error is 'Why the last try failed.';

select jim.secure('jim.removals');
create policy gateway on jim.removals using ((select pg_has_role(current_user, 'jim_gateway', 'member')))
  with check ((select pg_has_role(current_user, 'jim_gateway', 'member')));

-- Before the row goes, because its replicas go with it. A copy may also be at a target that no row tells: a worker may just be writing it.
create function jim.file_version_gone() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into jim.removals (target, object_key, file_id)
  select target, old.object_key, old.file_id from jim.replicas where version_id = old.id
  union
  select name, old.object_key, old.file_id from jim.targets where role = 'copy' and removed_at is null
  on conflict do nothing;
  return old;
end
$$;
revoke all on function jim.file_version_gone() from public;
create trigger file_versions_gone before delete on jim.file_versions for each row execute function jim.file_version_gone();

create index files_deleted_at_idx on jim.files (deleted_at, id) where deleted_at is not null;

-- What was deleted before anything was ever removed gets the whole time of the trash from now on.
insert into jim.setting (name, value) values ('trash', convert_to(now()::text, 'UTF8'));
