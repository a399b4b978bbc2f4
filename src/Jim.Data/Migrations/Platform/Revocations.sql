-- Tokens that no longer count though they have not expired. Gateways hear of a new row by the change log, in which the writer names this
-- table, and read it by xid, as they read the log.
create table jim.revocations (
  id uuid primary key default gen_random_uuid(),
  subject text,
  session text,
  roles text[] not null default '{}',
  issued_until timestamptz not null,
  token_id text unique,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now(),
  constraint revocations_names_someone check (subject is not null or session is not null)
);
create index revocations_xid_idx on jim.revocations (xid);
create index revocations_at_idx on jim.revocations (at);
comment on table jim.revocations is
  'Tokens that were revoked: of a session that was logged out, a disabled user, a removed role. Kept 24 hours.';
comment on column jim.revocations.roles is 'Only tokens with one of these realm roles; empty: whatever roles they have.';
comment on column jim.revocations.token_id is 'The jti of the logout token, which must not be taken twice.';
