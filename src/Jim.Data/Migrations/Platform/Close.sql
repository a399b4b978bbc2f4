-- Nothing of the schema is anyone's by default; what the application roles may call is said here, the gateway's grants on every migrate.
revoke all on all functions in schema jim from public;
grant execute on function jim.claim(text), jim.user_id(), jim.has_role(text), jim.may_write() to jim_anonymous, jim_user, jim_admin;
grant execute on function jim.enqueue(uuid, text, text, jsonb, timestamptz) to jim_user, jim_admin;
select jim.track(t) from unnest(array['jim.jobs', 'jim.buckets', 'jim.folders', 'jim.files']::regclass[]) t;
