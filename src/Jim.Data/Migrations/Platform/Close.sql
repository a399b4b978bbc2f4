-- By default Postgres lets everybody execute a function; this is revoked for all functions of the schema. What the application roles may
-- call is granted here, and what the gateway may use by Gateway.sql on every migration.
revoke all on all functions in schema jim from public;
grant execute on function jim.claim(text), jim.user_id(), jim.has_role(text), jim.may_write() to jim_anonymous, jim_user, jim_admin;
grant execute on function jim.enqueue(uuid, text, text, jsonb, timestamptz) to jim_user, jim_admin;
select jim.track(t) from unnest(array['jim.jobs', 'jim.buckets', 'jim.folders', 'jim.files']::regclass[]) t;
