-- Rows for the cases: nulls, duplicates, deleted rows, odd names and every kind of value.
insert into users (id, email, display_name, profile, mood, last_mood, home) values
  ('00000000-0000-4000-8000-000000000001', 'ann@example.org', 'Ann', '{"city": "Lyon", "age": 30, "tags": ["a", "b"]}', 'sad', null, '("Main 1",Lyon)'),
  ('00000000-0000-4000-8000-000000000002', 'ben@example.org', 'Ben "B" \ /', '{"city": "Paris", "age": 41}', 'in between', 'Happy', null),
  ('00000000-0000-4000-8000-000000000003', 'cid@example.org', 'Cid', '{"city": null, "age": "old"}', 'Happy', 'happy', null),
  ('00000000-0000-4000-8000-000000000004', 'dee@example.org', 'Dee', '{}', 'sad', null, null);
insert into documents
  (id, owner_id, reviewer_id, title, kind, moods, tags, numbers, meta, extra, size_bytes, rank, ratio, price, is_public, grade, due, at_time, took, hash,
   seen_from, valid, searchable, local_at, created_at, updated_at, version, deleted_at)
select ('10000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
  ('00000000-0000-4000-8000-00000000000' || 1 + n % 2)::uuid,
  case n % 4 when 1 then '00000000-0000-4000-8000-000000000003' when 3 then '00000000-0000-4000-8000-000000000004' end::uuid,
  'Document ' || n, (array['1st', 'FooBar', 'a-b', null])[1 + n % 4]::"Odd Kind", case n % 3 when 0 then '{}' else '{sad,happy}' end::mood[],
  case n % 3 when 0 then null when 1 then '{}' else array['x', null, 'y"z'] end, case n % 2 when 0 then array[1, n] end,
  jsonb_build_object('n', n, 'label', 'l' || n % 3, 'deep', jsonb_build_object('list', jsonb_build_array(n, 'two'))),
  case n % 2 when 0 then '{"b": 1,  "a": 2}'::json end, n::bigint * 10000000000, case when n > 3 then n end,
  case n when 1 then 'NaN' when 2 then 0.1 when 3 then 1e300 end::float8, case n % 2 when 0 then n * 1.10 end, n % 2 = 0, n,
  case n when 1 then 'infinity' when 2 then '2026-02-03' end::date, case n when 1 then '13:05:09.25' end::time,
  case n when 1 then '1 year 2 mons -3 days 04:05:06.5' end::interval, case n when 1 then '\xdeadbeef' end::bytea,
  case n when 1 then '10.0.0.1' end::inet, case n when 1 then '[2026-01-01,2026-02-01)' end::daterange, to_tsvector('simple', 'Document number ' || n),
  case n when 1 then '2026-03-01 10:00:00.123456' end::timestamp, timestamptz '2026-01-01 00:00:00+00' + (n / 2) * interval '1 day',
  timestamptz '2026-01-01 00:00:00+00', n, case n when 9 then timestamptz '2026-01-02 00:00:00+00' end
from generate_series(1, 9) n;
insert into document_changes (document_id, note)
  select ('10000000-0000-4000-8000-' || lpad((1 + n % 4)::text, 12, '0'))::uuid, 'change ' || n from generate_series(1, 12) n;
insert into settings values ('00000000-0000-4000-8000-000000000001', 'dark');
insert into badges (user_id, label) values ('00000000-0000-4000-8000-000000000002', 'gold');
insert into orders values (1, 1, '00000000-0000-4000-8000-000000000001'), (1, 2, null), (2, 1, '00000000-0000-4000-8000-000000000002');
insert into order_lines values (1, 1, 1, 'tea', 2), (1, 1, 2, 'cup', 1), (2, 1, 1, 'pot', 1);
insert into folders values
  ('20000000-0000-4000-8000-000000000001', null, 'root', 'ann', '00000000-0000-4000-8000-000000000001'),
  ('20000000-0000-4000-8000-000000000002', '20000000-0000-4000-8000-000000000001', 'below', null, null);
insert into groups values ('30000000-0000-4000-8000-000000000001', 'Alpha'), ('30000000-0000-4000-8000-000000000002', 'Beta');
insert into user_groups (user_id, group_id) values
  ('00000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000001'),
  ('00000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000002'),
  ('00000000-0000-4000-8000-000000000002', '30000000-0000-4000-8000-000000000002'),
  ('00000000-0000-4000-8000-000000000004', '30000000-0000-4000-8000-000000000002');
insert into friendships values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002');
insert into memberships values
  ('40000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001', '30000000-0000-4000-8000-000000000001', 'owner'),
  ('40000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000002', '30000000-0000-4000-8000-000000000001', 'member');
insert into "Weird ""Table""" values ('50000000-0000-4000-8000-000000000001', 7, 'first', 'x', 8, true, false);
insert into countries values ('FR', 'France'), ('DE', 'Germany');
