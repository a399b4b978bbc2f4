-- The answer of one.graphql, for pgbench: a row by its key.
\set person random(1, :users)
select json_build_object('id', id, 'email', email, 'displayName', display_name, 'profile', profile, 'createdAt', created_at)
from workload.users where id = workload.key(1, :person);
