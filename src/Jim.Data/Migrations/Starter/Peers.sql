-- The users who share a group with the caller, collected once for a statement. As an `exists` the policy asked for each user in the order
-- of the page, so that the first page of a caller with few peers read memberships of thousands of others. It runs with the owner's rights,
-- as jim.group_ids does: under the policy of memberships each of its rows would be compared with all groups of the caller (half a second
-- for a caller in 3,000 groups with 20,000 others). It is in plpgsql because that caches the plan.
create function jim.peer_ids() returns uuid[]
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
  groups constant uuid[] := jim.group_ids();
begin
  return array(select distinct m.user_id from public.memberships m where m.group_id = any (groups) and m.deleted_at is null);
end
$$;
comment on function jim.peer_ids() is E'@reads public.memberships sub\nThe users who belong to one of the caller''s groups.';
revoke all on function jim.peer_ids() from public;
grant execute on function jim.peer_ids() to jim_user, jim_admin;

-- Callers must see neither more nor fewer users than before. So where a team has changed one of the two policies, or has added a
-- restrictive one that may hide memberships from callers (and not from the function), the policy stays as it is.
do $$
begin
  create policy as_shipped on public.users for select to jim_user using (exists (
    select from public.memberships m
    where m.user_id = users.id and m.deleted_at is null and m.group_id = any ((select jim.group_ids())::uuid[])));
  create policy as_shipped on public.memberships for select to jim_user using (group_id = any ((select jim.group_ids())::uuid[]));
  if (
    select count(*) = 2 from pg_policy p join pg_policy s on s.polrelid = p.polrelid and s.polname = 'as_shipped'
    where (p.polrelid, p.polname) in (('public.users'::regclass, 'peers'), ('public.memberships'::regclass, 'members'))
      and (p.polcmd, p.polpermissive, p.polroles) = (s.polcmd, s.polpermissive, s.polroles)
      and pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(s.polqual, s.polrelid))
    and not exists (
      select from pg_policy p where p.polrelid = 'public.memberships'::regclass and p.polcmd in ('r', '*') and not p.polpermissive) then
    alter policy peers on public.users using (id = any ((select jim.peer_ids())::uuid[]));
  else
    raise notice 'the policy peers of users stays as it is, because policies were changed: see jim.peer_ids()';
  end if;
  drop policy as_shipped on public.users;
  drop policy as_shipped on public.memberships;
end
$$;
