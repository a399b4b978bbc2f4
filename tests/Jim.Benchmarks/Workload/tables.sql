-- The tables of the workload: people, their groups, their documents, and what happened to these. Each index that an operation's order needs ends
-- in the primary key, by which Jim (like other servers) orders last.
create schema workload;

create table workload.users (
  id uuid primary key,
  email text not null unique,
  display_name text not null,
  profile jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table workload.groups (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null
);

create table workload.memberships (
  id uuid primary key,
  user_id uuid not null references workload.users on delete cascade,
  group_id uuid not null references workload.groups on delete cascade,
  role text not null,
  unique (user_id, group_id)
);
create index memberships_of_group on workload.memberships (group_id, id);

create table workload.documents (
  id uuid primary key,
  owner_id uuid not null references workload.users on delete cascade,
  title text not null,
  status text not null,
  size_bytes bigint not null,
  meta jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index documents_of_owner on workload.documents (owner_id, created_at desc, id);
create index documents_newest on workload.documents (created_at desc, id);
create index documents_of_status on workload.documents (status, created_at desc, id);
create index documents_meta on workload.documents using gin (meta jsonb_path_ops);

create table workload.document_events (
  id uuid primary key,
  document_id uuid not null references workload.documents on delete cascade,
  actor_id uuid not null references workload.users on delete cascade,
  kind text not null,
  payload jsonb not null default '{}',
  created_at timestamptz not null
);
create index events_of_document on workload.document_events (document_id, created_at desc, id);
create index events_of_actor on workload.document_events (actor_id);

-- Keys are made from a table's number and a row's, so that a load generator can draw one without asking: users 1, groups 2, memberships 3,
-- documents 4, events 5.
create function workload.key(kind int, number bigint) returns uuid
  language sql immutable strict parallel safe
  return (lpad(to_hex(kind), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(number), 12, '0'))::uuid;
