-- Which users have jobs that wait or run: a worker takes the next job of the user who has fewest that run.
create index jobs_owners_idx on jim.jobs (state, owner_id, run_at) where state in ('queued', 'running') and owner_id is not null;
