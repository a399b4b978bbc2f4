-- Called by the gateway when it sees the subject of a token for the first time. The platform does not know in which table users are, so it
-- calls the function public.first_sight(uuid, text, text), where there is one: the starter has it, and a team's own schema may. It must
-- have the same owner, because it is called with the owner's rights, and whoever may create functions in schema public could else have
-- another one called.
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
