-- Fills the tables: psql -v users=20000 -v documents=200000 -f rows.sql. One group for 20 users, five memberships for each user (two of them may
-- meet in one group), three events for each document. The same sizes give the same rows.
\set ON_ERROR_STOP on

insert into workload.users (id, email, display_name, profile, created_at, updated_at)
select workload.key(1, u), format('person%s@example.org', u), format('Person %s', u),
  jsonb_build_object(
    'city', (array['Bergen', 'Ghent', 'Porto', 'Turin', 'Graz'])[u % 5 + 1], 'age', 18 + u % 60, 'tags', jsonb_build_array('t' || u % 10, 't' || u % 7)),
  born, born
from generate_series(1, :users) u, lateral (select timestamptz '2026-01-01 00:00Z' + u * interval '1 second' as born) t;

insert into workload.groups (id, name, created_at)
select workload.key(2, g), format('Team %s', g), timestamptz '2026-01-01 00:00Z' + g * interval '1 minute'
from generate_series(1, greatest(:users / 20, 1)) g;

insert into workload.memberships (id, user_id, group_id, role)
select workload.key(3, u * 5 + place), workload.key(1, u), workload.key(2, (u * 7::bigint + place * 131) % greatest(:users / 20, 1) + 1),
  case place when 0 then 'owner' else 'member' end
from generate_series(1, :users) u cross join generate_series(0, 4) place
on conflict do nothing;

insert into workload.documents (id, owner_id, title, status, size_bytes, meta, created_at, updated_at)
select workload.key(4, d), workload.key(1, d * 7919::bigint % :users + 1), format('Report %s', d),
  (array['draft', 'review', 'final', 'archived'])[d % 4 + 1], d * 104729::bigint % 10000000,
  jsonb_build_object('lang', (array['fr', 'en', 'de'])[d % 3 + 1], 'pages', d % 300, 'labels', jsonb_build_array('l' || d % 50)),
  born, born
from generate_series(1, :documents) d, lateral (select timestamptz '2026-02-01 00:00Z' + d * interval '1 second' as born) t;

insert into workload.document_events (id, document_id, actor_id, kind, payload, created_at)
select workload.key(5, e), workload.key(4, e % :documents + 1), workload.key(1, e * 31::bigint % :users + 1),
  (array['created', 'viewed', 'edited', 'shared'])[e % 4 + 1], jsonb_build_object('ip', format('10.0.0.%s', e % 250)),
  timestamptz '2026-03-01 00:00Z' + e * interval '1 second'
from generate_series(1, :documents * 3) e;
