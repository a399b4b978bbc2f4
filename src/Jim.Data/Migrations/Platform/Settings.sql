create table jim.setting (
  name text primary key,
  value bytea not null
);
comment on table jim.setting is
  'Values of this installation. secret: HMAC key of cursors and signed URLs; epoch: changes when the database was restored.';
-- gen_random_uuid() uses the server's cryptographic random number generator. Each UUID has 122 random bits, so three have 366, more than
-- the 256 of the key.
insert into jim.setting values
  ('secret', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))),
  ('epoch', uuid_send(gen_random_uuid()));

create table jim.migration (
  name text primary key,
  checksum bytea not null,
  applied_at timestamptz not null default now()
);
comment on table jim.migration is 'The team''s own migration files that were applied, with the SHA-256 of their text.';

create table jim.relay (
  name text primary key,
  snapshot text not null,
  updated_at timestamptz not null default now()
);
comment on table jim.relay is 'How far each reader of the change log has come, as a pg_snapshot.';

create table jim.clients (
  id text primary key,
  user_id uuid,
  last_seq bigint not null default 0,
  seen_at timestamptz not null default now()
);
create index clients_user_id_idx on jim.clients (user_id);
comment on table jim.clients is 'Devices that push offline writes: the last sequence number applied of each.';

create table jim.events (
  id uuid primary key,
  seq bigint generated always as identity,
  kind text not null,
  subject text not null,
  subject_id uuid,
  actor uuid,
  data jsonb not null default '{}',
  at timestamptz not null default now(),
  published_at timestamptz
);
create index events_unpublished_idx on jim.events (seq) where published_at is null;
comment on table jim.events is 'Outbox: written in the transaction of its cause, published to the exchange jim.events, then stamped.';
