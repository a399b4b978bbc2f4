-- Called by the gateway when it sees a subject for the first time. What a subject's row is belongs to the model: the function
-- public.first_sight(uuid, text, text) of the same owner, where there is one (the starter has it; a team's own schema may).
create function jim.first_sight(sub uuid, name text, email text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  made boolean := false;
begin
  if exists (select from pg_proc p where p.oid = to_regprocedure('public.first_sight(uuid, text, text)')
             and p.proowner = (select r.oid from pg_roles r where r.rolname = current_user)) then
    execute 'select public.first_sight($1, $2, $3)' into made using first_sight.sub, first_sight.name, first_sight.email;
  end if;
  return coalesce(made, false);
end
$$;
comment on function jim.first_sight(uuid, text, text) is 'Makes the subject''s row where the model keeps one. True when it was new.';
