-- The answer of list.graphql, for pgbench.
\set status random(1, 4)
select json_build_object('nodes', coalesce(json_agg(json_build_object(
  'id', d.id, 'title', d.title, 'sizeBytes', d.size_bytes, 'meta', d.meta, 'createdAt', d.created_at)), '[]'))
from (
  select * from workload.documents where status = (array['draft', 'review', 'final', 'archived'])[:status] order by created_at desc, id limit 50
) d;
