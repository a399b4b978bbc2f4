-- The type json keeps a text as it is. jsonb drops the sign of -0.0 and the order, spaces and repeated keys of values of json columns, and
-- refuses \u0000, so that what a job tells later would differ from the answer of the same mutation without a job.
do $$
begin
  alter table jim.jobs alter column result type json using result::json, alter column error type json using error::json;
exception when feature_not_supported or undefined_object or undefined_function or dependent_objects_still_exist then
  -- A view, index or policy of the database's own needs the columns as they are. They hold results as before then.
  raise warning 'jim.jobs keeps its results as jsonb, because something depends on the columns (%)', sqlstate;
end
$$;
select jim.track('jim.jobs');

-- Beside the function with jsonb, which processes of an earlier version call until they end.
create function jim.end_job(id uuid, fence bigint, state jim.job_state, result json, error json) returns void
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
comment on function jim.end_job(uuid, bigint, jim.job_state, json, json) is
  'Ends a running job as who holds its fence; else fails with JM001.';
revoke all on function jim.end_job(uuid, bigint, jim.job_state, json, json) from public;
