-- Few enough rows to be read, odd enough to tell apart what is nearly the same: ties, nulls, tombstones, microseconds, the wildcards of LIKE.
delete from documents where id not in (select id from documents order by created_at limit 36);
delete from users where id not in (select owner_id from documents) and id not in (select id from users order by created_at limit 8);

update users set email = null where id in (select id from users where email is not null order by created_at desc limit 2);
update users set profile = '{"city": {"name": "Z\u00fcrich"}, "tags": ["a", null, {"deep": [1, 2.5]}], "none": null}' where id = '22222222-2222-4222-8222-222222222222';
with numbered as (select id, row_number() over (order by created_at) as n from documents)
update documents d set
  title = case n % 6 when 0 then 'Same title' when 1 then '100% _sure\' || n when 2 then 'Größe "' || n || '" 😀' when 3 then 'same Title' else title end,
  created_at = case n % 4 when 0 then timestamptz '2026-02-01 00:00:00.5+00' when 1 then created_at + interval '1 microsecond' * n else created_at end,
  group_id = case n % 5 when 0 then null else group_id end,
  meta = case n % 7 when 0 then '{}' when 1 then 'null' when 2 then '[1, {"lang": "fr"}, "x"]' else meta end
from numbered where numbered.id = d.id;
with numbered as (select id, row_number() over (order by created_at, id) as n from document_events)
update document_events e set actor_id = null, payload = '{"device": {"os": "x", "list": [0, "one"]}}' from numbered where numbered.id = e.id and n % 4 = 0;

update documents set deleted_at = now() where id in (select id from documents order by id limit 3 offset 4);
update memberships set deleted_at = now() where id in (select id from memberships order by id limit 1 offset 5);
