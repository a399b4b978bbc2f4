-- What policies read of the caller. The gateway sets these settings at the beginning of every transaction, always all of them. After the
-- transaction a setting is not unset but reads as the empty string as long as the session lives, so empty means absent. The bodies are in
-- SQL-standard form: Postgres resolves their names when they are created, so that they need no search_path, and inlines them.
create function jim.claim(name text) returns text language sql stable parallel safe
  return nullif(current_setting('jim.' || name, true), '');
comment on function jim.claim(text) is 'A claim of the caller: sub, roles, name, email, client; job inside a job. Null when absent.';

create function jim.user_id() returns uuid language sql stable parallel safe
  return case
    when current_setting('jim.sub', true) ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$'
      then current_setting('jim.sub', true)::uuid
  end;
comment on function jim.user_id() is 'The caller''s subject; null for anonymous callers and for a subject that is no UUID.';

create function jim.has_role(role text) returns boolean language sql stable parallel safe
  return coalesce(role = any (string_to_array(nullif(current_setting('jim.roles', true), ''), ',')), false);
comment on function jim.has_role(text) is 'Whether the caller''s token carries this realm role.';

create function jim.may_write() returns boolean language sql stable parallel safe
  return not jim.has_role('jim-service') or jim.claim('job') is not null;
comment on function jim.may_write() is 'False for the service account outside a job: it writes through jobs only.';

create function jim.caller() returns jsonb language sql stable parallel safe
  return jsonb_build_object(
    'role', current_setting('role'),
    'subject', jim.claim('sub'),
    'roles', to_jsonb(coalesce(string_to_array(jim.claim('roles'), ','), '{}')),
    'name', jim.claim('name'),
    'email', jim.claim('email'),
    'client', jim.claim('client'));
comment on function jim.caller() is 'The caller as it is stored with a job: role and claims, never the token.';

grant usage on schema jim to jim_anonymous, jim_user, jim_admin;
