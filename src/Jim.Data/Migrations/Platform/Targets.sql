-- The rows of jim.replicas that wait are the queues of the targets: a worker holds one by a lease, and writes with the newest fence only.
alter table jim.replicas
  add column created_at timestamptz not null default now(),
  add column attempt integer not null default 0,
  add column not_before timestamptz,
  add column lease_until timestamptz,
  add column fence bigint not null default 0;
drop index jim.replicas_broken_idx;
create index replicas_waiting_idx on jim.replicas (target, created_at) where state in ('missing', 'suspect', 'deleting');

create table jim.targets (
  name text primary key,
  address text not null,
  waiting_files bigint not null default 0,
  waiting_bytes bigint not null default 0,
  waiting_since timestamptz,
  error text,
  failing_since timestamptz,
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
comment on table jim.targets is 'The places that keep copies of files, and how each is.';
comment on column jim.targets.address is 'Where it is, without keys and secrets.';
comment on column jim.targets.waiting_files is 'Versions that it lacks, or has a wrong copy of.';
comment on column jim.targets.waiting_bytes is 'The bytes of those versions.';
comment on column jim.targets.waiting_since is 'How long the oldest of them has waited; null: none waits.';
comment on column jim.targets.error is 'Why its last call failed; null: it did not.';
comment on column jim.targets.removed_at is 'Since when the settings do not name it; its copies are kept and not used.';

select jim.secure('jim.targets');
create policy gateway on jim.targets using ((select pg_has_role(current_user, 'jim_gateway', 'member')))
  with check ((select pg_has_role(current_user, 'jim_gateway', 'member')));
grant select on jim.targets to jim_admin;
select jim.track('jim.targets');
