-- The answer of page.graphql, for pgbench: 21 rows, since the last tells whether there is a next page.
\set person random(1, :users)
with page as (
  select * from workload.documents where owner_id = workload.key(1, :person) order by created_at desc, id limit 21
)
select json_build_object('nodes', coalesce(json_agg(json_build_object(
  'id', p.id, 'title', p.title, 'status', p.status, 'sizeBytes', p.size_bytes, 'createdAt', p.created_at, 'owner', o.row, 'documentEvents', e.rows)
  order by p.created_at desc, p.id), '[]'))
from page p
left join lateral (
  select json_build_object('id', u.id, 'displayName', u.display_name) as row from workload.users u where u.id = p.owner_id
) o on true
left join lateral (
  select json_build_object('nodes', coalesce(json_agg(json_build_object('id', n.id, 'kind', n.kind, 'createdAt', n.created_at)), '[]')) as rows
  from (select * from workload.document_events where document_id = p.id order by created_at desc, id limit 3) n
) e on true;
