-- The service account runs as jim_service; the policies of users are left with arms that can use an index.
select jim.open_to_service(t)
from unnest(array['users', 'groups', 'memberships', 'documents', 'document_events']::regclass[]) t;

-- The rules hold for every role that has the rights of users, a team's own roles included, but not for the service account, for
-- administrators, or for superusers (who count as members of every role).
create or replace function jim.document_group() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if pg_has_role(current_user, 'jim_user', 'usage') and not pg_has_role(current_user, 'jim_service', 'usage')
    and not new.group_id = any (jim.group_ids()) then
    raise insufficient_privilege using message = 'new row violates row-level security policy for table "documents"';
  end if;
  return new;
end
$$;

create or replace function jim.file_document() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if pg_has_role(current_user, 'jim_user', 'usage') and not pg_has_role(current_user, 'jim_service', 'usage')
    and not exists (select from public.documents d where d.id = new.document_id) then
    raise insufficient_privilege using message = 'new row violates row-level security policy for table "files"';
  end if;
  return new;
end
$$;

create or replace function jim.membership_role() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if pg_has_role(current_user, 'jim_user', 'usage') and not pg_has_role(current_user, 'jim_service', 'usage')
    and not new.group_id = any (jim.owned_group_ids()) then
    raise insufficient_privilege using message = 'new row violates row-level security policy for table "memberships"';
  end if;
  return new;
end
$$;

-- For pages by title of those who see all documents, and for filters that look for a part of a title. The extension pg_trgm is trusted, so
-- whoever owns the database may create it; where it is not installed or not allowed, such filters read every title.
create index documents_title_idx on public.documents (title, id);
do $$
declare
  operators text;
begin
  create extension if not exists pg_trgm with schema public;
  select format('%I.gin_trgm_ops', n.nspname) into operators
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  execute format('create index documents_title_trgm_idx on public.documents using gin (title %s)', operators);
exception when insufficient_privilege or undefined_file or feature_not_supported then
  raise notice 'no index for parts of titles: %', sqlerrm;
end
$$;

-- Postgres does not know the caller's groups when it plans, and assumes ten groups of the average size: 1,300 of 200,000 documents in the
-- seeded data. With so many it expects to find a first page soon by walking the index of the page's order, but a user whose few documents
-- come late in that order waits for the whole walk (46 ms by created_at). With groups assumed to be small it collects the caller's
-- documents from their indexes and sorts them (0.4 ms), which takes time in proportion to what the caller sees.
alter table public.documents alter column group_id set (n_distinct = -0.5);
analyze public.documents;
