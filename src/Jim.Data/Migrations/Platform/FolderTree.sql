-- A folder is inside no folder that is inside of it, however long the way. Two moves at the same time could make a circle together though
-- each alone makes none, so that moves wait for one another; a new folder has nothing inside yet and need not wait. The walk sees all
-- folders, also those that the caller may not. UNION leaves out what was met before: it ends for circles that are older than this rule.
create function jim.folder_tree() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  above uuid[];
begin
  if tg_op = 'UPDATE' then
    -- "jim tree" in ASCII.
    perform pg_advisory_xact_lock(x'6A696D2074726565'::bigint);
  end if;
  with recursive up(id) as (
    select new.parent_id
    union
    select f.parent_id from up join jim.folders f on f.id = up.id where f.parent_id is not null)
  select array_agg(up.id) into above from up;
  if current_setting('transaction_isolation') <> 'read committed' then
    -- This transaction does not see moves that were committed since it began, and a row that one of them changed cannot be locked: that
    -- fails as a serialization failure.
    perform from jim.folders f where f.id = any(above) for share;
  end if;
  if new.id = any(above) then
    raise exception using errcode = 'check_violation', schema = 'jim', table = 'folders', constraint = 'folders_parent_id_check',
      message = 'a folder cannot be inside itself';
  end if;
  return new;
end
$$;
revoke all on function jim.folder_tree() from public;
create trigger folders_tree before insert or update of id, parent_id on jim.folders for each row
  when (new.parent_id is not null) execute function jim.folder_tree();
