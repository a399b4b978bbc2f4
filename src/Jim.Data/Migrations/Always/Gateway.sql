-- The grants of the gateway's login role, whose name is in the setting jim.gateway (local to the transaction). They are made on every
-- migration, so that they also hold for a new table, another login and a restored database. The login owns nothing and inherits nothing:
-- it reaches the platform's tables by these grants, and those of the application only after `set role`.
do $$
declare
  login constant name := current_setting('jim.gateway');
  wanted text;
begin
  foreach wanted in array array['jim_anonymous', 'jim_user', 'jim_admin', 'jim_service', 'jim_gateway'] loop
    if not exists (select from pg_auth_members m where m.roleid = wanted::regrole and m.member = to_regrole(quote_ident(login))) then
      execute format('grant %I to %I%s', wanted, login,
        case when current_setting('server_version_num')::int >= 160000 then ' with inherit false, set true' else '' end);
    end if;
  end loop;
  execute format('grant usage on schema jim to %I', login);
  execute format('grant select, delete on jim.change to %I', login);
  execute format('grant select on jim.setting to %I', login);
  execute format('grant select, insert, delete on jim.change_mark to %I', login);
  execute format('grant select, insert, update, delete on jim.relay, jim.clients, jim.events, jim.idempotency, jim.jobs, jim.buckets,
    jim.folders, jim.files, jim.file_versions, jim.replicas, jim.uploads to %I', login);
  execute format('grant execute on function jim.claim(text), jim.user_id(), jim.has_role(text), jim.may_write(), jim.caller(),
    jim.mark_changed(regclass), jim.enqueue(uuid, text, text, jsonb, timestamptz), jim.enqueue(uuid, text, text, jsonb, timestamptz, jsonb),
    jim.end_job(uuid, bigint, jim.job_state, jsonb, jsonb),
    jim.end_job(uuid, bigint, jim.job_state, json, json), jim.first_sight(uuid, text, text) to %I', login);
end
$$;
