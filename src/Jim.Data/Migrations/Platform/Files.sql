create table jim.buckets (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  owner_id uuid default jim.user_id(),
  public boolean not null default false,
  size_max bigint,
  mime_allow text[],
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint buckets_name_key unique (name),
  constraint buckets_name_check check (name ~ '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$'),
  constraint buckets_size_max_check check (size_max > 0)
);
create index buckets_owner_id_idx on jim.buckets (owner_id);
create index buckets_created_at_idx on jim.buckets (created_at desc, id);
comment on table jim.buckets is 'Where files live. A bucket without an owner is everyone''s.';
comment on column jim.buckets.size_max is 'Bytes that one file may have; null: the server''s limit.';
comment on column jim.buckets.mime_allow is 'Content types that may be stored, as sniffed; null: all.';

create table jim.folders (
  id uuid primary key default gen_random_uuid(),
  bucket_id uuid not null references jim.buckets,
  parent_id uuid references jim.folders on delete cascade,
  name text not null,
  owner_id uuid not null default jim.user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  deleted_at timestamptz,
  constraint folders_name_check check (length(name) between 1 and 255)
);
create index folders_bucket_id_idx on jim.folders (bucket_id, name, id);
create index folders_parent_id_idx on jim.folders (parent_id, name, id);
create index folders_owner_id_idx on jim.folders (owner_id, created_at desc, id);
create index folders_created_at_idx on jim.folders (created_at desc, id);
comment on table jim.folders is E'@softDelete\nA folder of a bucket; without a parent it stands at the top.';

create type jim.file_state as enum ('receiving', 'staged', 'stored', 'failed', 'rejected', 'quarantined', 'trashed');
create table jim.files (
  id uuid primary key default gen_random_uuid(),
  bucket_id uuid not null references jim.buckets,
  folder_id uuid references jim.folders on delete set null,
  name text not null,
  owner_id uuid not null default jim.user_id(),
  mime_type text not null default 'application/octet-stream',
  size_bytes bigint not null default 0,
  sha256 text,
  state jim.file_state not null default 'receiving',
  current_version uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  deleted_at timestamptz,
  constraint files_name_check check (length(name) between 1 and 255 and name !~ '[/\\]'),
  constraint files_size_bytes_check check (size_bytes >= 0),
  constraint files_sha256_check check (sha256 ~ '^[0-9a-f]{64}$')
);
create index files_bucket_id_idx on jim.files (bucket_id, created_at desc, id);
create index files_folder_id_idx on jim.files (folder_id, name, id);
create index files_owner_id_idx on jim.files (owner_id, created_at desc, id);
create index files_created_at_idx on jim.files (created_at desc, id);
comment on table jim.files is
  E'@softDelete @omit create\nA file: its name and what its current version is. The bytes are served when the state is STORED.';
comment on column jim.files.sha256 is 'SHA-256 of the bytes, lower case hex.';

create table jim.file_versions (
  id uuid primary key default gen_random_uuid(),
  file_id uuid not null references jim.files on delete cascade,
  number integer not null default 1,
  object_key text not null,
  size_bytes bigint not null,
  sha256 bytea,
  crc32c bigint,
  mime_declared text,
  mime_sniffed text,
  state text not null default 'receiving',
  spool_key text,
  attempt integer not null default 0,
  not_before timestamptz,
  lease_until timestamptz,
  fence bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint file_versions_number_key unique (file_id, number),
  constraint file_versions_object_key_key unique (object_key),
  constraint file_versions_state_check
    check (state in ('receiving', 'staged', 'storing', 'stored', 'failed', 'rejected', 'deleting', 'deleted')),
  constraint file_versions_sha256_check check (length(sha256) = 32)
);
create index file_versions_open_idx on jim.file_versions (not_before, id) where state in ('staged', 'storing', 'deleting');
alter table jim.files add constraint files_current_version_fkey
  foreign key (current_version) references jim.file_versions on delete set null deferrable initially deferred;
create index files_current_version_idx on jim.files (current_version);
comment on table jim.file_versions is 'The bytes of a file, immutable under their object key; the state machine of the workers.';

create table jim.replicas (
  version_id uuid not null references jim.file_versions on delete cascade,
  target text not null,
  state text not null default 'missing',
  etag text,
  verified_at timestamptz,
  error text,
  primary key (version_id, target),
  constraint replicas_state_check check (state in ('missing', 'copying', 'ok', 'suspect', 'lost', 'deleting', 'gone'))
);
create index replicas_broken_idx on jim.replicas (target, state) where state not in ('ok', 'gone');
comment on table jim.replicas is 'One row per copy of a version on a target.';

create table jim.uploads (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null default jim.user_id(),
  file_id uuid references jim.files on delete cascade,
  bucket_id uuid references jim.buckets,
  size bigint,
  received bigint not null default 0,
  sha_claimed bytea,
  state text not null default 'receiving',
  fence bigint not null default 0,
  expires_at timestamptz not null default now() + interval '24 hours',
  created_at timestamptz not null default now()
);
create index uploads_owner_id_idx on jim.uploads (owner_id);
create index uploads_file_id_idx on jim.uploads (file_id);
create index uploads_bucket_id_idx on jim.uploads (bucket_id);
create index uploads_expires_at_idx on jim.uploads (expires_at);
comment on table jim.uploads is 'Resumable uploads that are not complete; size null: not known yet.';

insert into jim.buckets (name, owner_id) values ('default', null);

create trigger buckets_touch before update on jim.buckets for each row execute function jim.touch();
create trigger folders_touch before update on jim.folders for each row execute function jim.touch();
create trigger files_touch before update on jim.files for each row execute function jim.touch();

-- Clients see a deleted file in state TRASHED. When it is restored, it gets the state of its current version again.
create function jim.file_trash() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.deleted_at is not null then
    new.state := 'trashed';
  else
    new.state := coalesce((
      select case when v.state in ('stored', 'failed', 'rejected') then v.state else 'staged' end::jim.file_state
      from jim.file_versions v where v.id = new.current_version), 'failed');
  end if;
  return new;
end
$$;
create trigger files_trash before update of deleted_at on jim.files for each row
  when ((old.deleted_at is null) <> (new.deleted_at is null)) execute function jim.file_trash();
