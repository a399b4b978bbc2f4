-- The answer of group.graphql, for pgbench.
\set team random(1, greatest(:users / 20, 1))
select json_build_object('id', g.id, 'name', g.name, 'memberships', json_build_object('nodes', m.rows))
from workload.groups g
cross join lateral (
  select coalesce(json_agg(json_build_object('role', n.role, 'user', u.row)), '[]') as rows
  from (select * from workload.memberships where group_id = g.id order by id limit 50) n
  cross join lateral (
    select json_build_object('id', p.id, 'displayName', p.display_name, 'email', p.email, 'documents', json_build_object('nodes', d.rows)) as row
    from workload.users p
    cross join lateral (
      select coalesce(json_agg(json_build_object('id', t.id, 'title', t.title)), '[]') as rows
      from (select id, title from workload.documents where owner_id = p.id order by created_at desc, id limit 2) t
    ) d
    where p.id = n.user_id
  ) u
) m
where g.id = workload.key(2, :team);
