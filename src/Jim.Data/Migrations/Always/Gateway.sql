-- The grants of the gateway's login role, whose name is in the setting jim.gateway (local to the transaction). They are made on every
-- migration, so that they also hold for a new table, another login and a restored database. The login owns nothing and inherits nothing:
-- it reaches the platform's tables by these grants, and those of the application only after `set role`.
do $$
declare
  login constant name := current_setting('jim.gateway');
  wanted text;
  missing text;
begin
  foreach wanted in array array['jim_anonymous', 'jim_user', 'jim_admin', 'jim_service', 'jim_gateway'] loop
    if not exists (select from pg_auth_members m where m.roleid = wanted::regrole and m.member = to_regrole(quote_ident(login))) then
      execute format('grant %I to %I%s', wanted, login,
        case when current_setting('server_version_num')::int >= 160000 then ' with inherit false, set true' else '' end);
    end if;
  end loop;
  -- Only what is missing: a grant writes a row of the catalog even where it changes nothing, and every gateway that runs then takes the
  -- structure for changed and reads it again.
  for missing in
    with wanted (kind, target, privileges) as (
      values ('schema', 'jim', 'usage'), ('table', 'jim.change', 'select, delete'), ('table', 'jim.setting', 'select'),
        ('table', 'jim.change_mark', 'select, insert, delete'), ('table', 'jim.revocations', 'select, insert, delete')
      union all
      select 'table', 'jim.' || t, 'select, insert, update, delete'
      from unnest(array['relay', 'clients', 'events', 'idempotency', 'jobs', 'webhooks', 'buckets', 'folders', 'files', 'file_versions',
        'replicas', 'removals', 'targets', 'mirrors', 'uploads', 'schedules']) t
      union all
      select 'function', 'jim.' || f, 'execute'
      from unnest(array['claim(text)', 'user_id()', 'has_role(text)', 'may_write()', 'caller()', 'mark_changed(regclass)',
        'enqueue(uuid, text, text, jsonb, timestamptz)', 'enqueue(uuid, text, text, jsonb, timestamptz, jsonb)',
        'end_job(uuid, bigint, jim.job_state, jsonb, jsonb)', 'end_job(uuid, bigint, jim.job_state, json, json)',
        'first_sight(uuid, text, text)']) f
    ), held (kind, oid, privilege) as (
      select o.kind, o.oid, a.privilege_type
      from (
        select 'schema', oid, nspacl from pg_namespace where oid = 'jim'::regnamespace
        union all
        select 'table', oid, relacl from pg_class where relnamespace = 'jim'::regnamespace
        union all
        select 'function', oid, proacl from pg_proc where pronamespace = 'jim'::regnamespace) o (kind, oid, acl)
      cross join aclexplode(o.acl) a
      where a.grantee = to_regrole(quote_ident(login))
    )
    select format('grant %s on %s %s to %I', w.privileges, w.kind, w.target, login)
    from wanted w
    cross join lateral (select case w.kind
      when 'schema' then w.target::regnamespace::oid when 'table' then w.target::regclass::oid else w.target::regprocedure::oid end) o (oid)
    where exists (
      select from unnest(string_to_array(w.privileges, ', ')) p
      where not exists (select from held h where h.kind = w.kind and h.oid = o.oid and h.privilege = upper(p)))
  loop
    execute missing;
  end loop;
end
$$;
