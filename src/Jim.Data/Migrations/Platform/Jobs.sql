create type jim.job_state as enum ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'dead');
create type jim.job_priority as enum ('high', 'normal', 'low');
create table jim.jobs (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  state jim.job_state not null default 'queued',
  priority jim.job_priority not null default 'normal',
  payload jsonb not null default '{}',
  result jsonb,
  error jsonb,
  progress double precision,
  attempt integer not null default 0,
  attempts_max integer not null default 10,
  run_at timestamptz not null default now(),
  lease_until timestamptz,
  fence bigint not null default 0,
  owner_id uuid default jim.user_id(),
  caller jsonb,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  version bigint not null default 1,
  constraint jobs_progress_check check (progress between 0 and 1)
);
create index jobs_owner_id_idx on jim.jobs (owner_id, created_at desc, id);
create index jobs_created_at_idx on jim.jobs (created_at desc, id);
create index jobs_open_idx on jim.jobs (run_at, id) where state in ('queued', 'running');
comment on table jim.jobs is 'Work that was queued: its state, and in the end its result or its error.';
create trigger jobs_touch before update on jim.jobs for each row execute function jim.touch();

select jim.secure('jim.jobs');
create policy own on jim.jobs for select to jim_user using (owner_id = (select jim.user_id()));
create policy gateway on jim.jobs using ((select pg_has_role(current_user, 'jim_gateway', 'member')))
  with check ((select pg_has_role(current_user, 'jim_gateway', 'member')));
grant select (id, kind, state, priority, result, error, progress, attempt, run_at, created_at, updated_at, finished_at)
  on jim.jobs to jim_user, jim_admin;

-- For the application roles: the job's owner and the caller that it runs for are the current caller. False, and nothing is done, when the
-- id exists already.
create function jim.enqueue(id uuid, kind text, priority text, payload jsonb, run_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into jim.jobs (id, kind, priority, payload, run_at, owner_id, caller)
    values (enqueue.id, enqueue.kind, lower(enqueue.priority)::jim.job_priority, enqueue.payload, coalesce(enqueue.run_at, now()),
      jim.user_id(), jim.caller())
    on conflict on constraint jobs_pkey do nothing;
  return found;
end
$$;
comment on function jim.enqueue(uuid, text, text, jsonb, timestamptz) is
  'Stores a job of the caller; run_at null: now. False when the id is taken.';

-- For the gateway, which says on whose behalf the job runs: caller as jim.caller() gives it; null for the platform's own work.
create function jim.enqueue(id uuid, kind text, priority text, payload jsonb, run_at timestamptz, caller jsonb) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into jim.jobs (id, kind, priority, payload, run_at, owner_id, caller)
    values (enqueue.id, enqueue.kind, lower(enqueue.priority)::jim.job_priority, enqueue.payload, coalesce(enqueue.run_at, now()),
      (enqueue.caller ->> 'subject')::uuid, enqueue.caller)
    on conflict on constraint jobs_pkey do nothing;
  return found;
end
$$;
comment on function jim.enqueue(uuid, text, text, jsonb, timestamptz, jsonb) is
  'Stores a job of a named caller. False when the id is taken.';

-- Ends a job in the same transaction as its effect, so that both are committed or neither. The fence is a number that grows whenever a
-- worker takes the job. When it is not the job's any more, another worker has taken the job over; so that the effect does not happen
-- twice, the transaction then fails, with a SQLSTATE that nothing else raises.
create function jim.end_job(id uuid, fence bigint, state jim.job_state, result jsonb, error jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update jim.jobs j
    set state = end_job.state, result = end_job.result, error = end_job.error, finished_at = now(), lease_until = null,
      progress = case end_job.state when 'succeeded' then 1 else j.progress end
    where j.id = end_job.id and j.fence = end_job.fence and j.state = 'running';
  if not found then
    raise exception using errcode = 'JM001', message = 'the job is another worker''s now, or over';
  end if;
end
$$;
comment on function jim.end_job(uuid, bigint, jim.job_state, jsonb, jsonb) is
  'Ends a running job as who holds its fence; else fails with JM001.';
