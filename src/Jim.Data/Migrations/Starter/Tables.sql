create type public.membership_role as enum ('owner', 'member');
create type public.document_status as enum ('draft', 'review', 'final', 'archived');

create table public.users (
  id uuid primary key,
  email text,
  display_name text not null,
  profile jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  deleted_at timestamptz
);
create unique index users_email_key on public.users (email) where deleted_at is null;
create index users_display_name_idx on public.users (display_name, id);
create index users_created_at_idx on public.users (created_at desc, id);
comment on table public.users is E'@softDelete\nPeople and service accounts; the id is the subject of their tokens.';

create table public.groups (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  created_by uuid default jim.user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  deleted_at timestamptz
);
create index groups_name_idx on public.groups (name, id);
create index groups_created_at_idx on public.groups (created_at desc, id);
comment on table public.groups is E'@softDelete\nPeople who share documents.';
comment on column public.groups.created_by is 'Who made it, and became its first owner.';

create table public.memberships (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users on delete cascade,
  group_id uuid not null references public.groups on delete cascade,
  role public.membership_role not null default 'member',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  deleted_at timestamptz
);
create unique index memberships_user_id_group_id_key on public.memberships (user_id, group_id) where deleted_at is null;
create index memberships_user_id_idx on public.memberships (user_id, created_at desc, id);
create index memberships_group_id_idx on public.memberships (group_id, created_at desc, id);
comment on table public.memberships is E'@softDelete\nWho belongs to which group.';

create table public.documents (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null default jim.user_id() references public.users on delete cascade,
  group_id uuid references public.groups on delete set null,
  title text not null,
  status public.document_status not null default 'draft',
  meta jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  deleted_at timestamptz,
  constraint documents_title_check check (length(title) between 1 and 500)
);
create index documents_owner_id_idx on public.documents (owner_id, created_at desc, id);
create index documents_group_id_idx on public.documents (group_id, created_at desc, id);
create index documents_status_idx on public.documents (status, created_at desc, id);
create index documents_created_at_idx on public.documents (created_at desc, id);
create index documents_meta_idx on public.documents using gin (meta jsonb_path_ops);
comment on table public.documents is E'@softDelete\nWhat people write and share.';
comment on column public.documents.meta is 'Free fields of the application.';

create table public.document_events (
  id uuid primary key default gen_random_uuid(),
  document_id uuid not null references public.documents on delete cascade,
  actor_id uuid default jim.user_id() references public.users on delete set null,
  kind text not null,
  payload jsonb not null default '{}',
  created_at timestamptz not null default now(),
  constraint document_events_kind_check check (length(kind) between 1 and 100)
);
create index document_events_document_id_idx on public.document_events (document_id, created_at desc, id);
create index document_events_actor_id_idx on public.document_events (actor_id, created_at desc, id);
create index document_events_created_at_idx on public.document_events (created_at desc, id);
comment on table public.document_events is 'What happened to a document; append-only.';

alter table jim.files add column document_id uuid references public.documents on delete set null;
create index files_document_id_idx on jim.files (document_id, created_at desc, id);
comment on column jim.files.document_id is 'Who may see the document sees the file.';

create trigger users_touch before update on public.users for each row execute function jim.touch();
create trigger groups_touch before update on public.groups for each row execute function jim.touch();
create trigger memberships_touch before update on public.memberships for each row execute function jim.touch();
create trigger documents_touch before update on public.documents for each row execute function jim.touch();
