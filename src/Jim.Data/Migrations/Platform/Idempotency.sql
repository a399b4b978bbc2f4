-- What was answered to requests with an Idempotency-Key, written in the transaction of their effect.
create table jim.idempotency (
  subject text not null,
  key text not null,
  field text not null,
  digest bytea not null,
  answer bytea,
  at timestamptz not null default now(),
  primary key (subject, key, field)
);
create index idempotency_at_idx on jim.idempotency (at);
comment on table jim.idempotency is
  'Answers of mutations that were sent with an Idempotency-Key: per user, key and root field, kept 24 hours.';
