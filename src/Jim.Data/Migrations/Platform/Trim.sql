-- Old rows are deleted in small batches, oldest first, by these indexes. Both leave out the rows that must stay: jobs that have not ended
-- and events that were not published.
create index jobs_ended_idx on jim.jobs ((coalesce(finished_at, updated_at)), id) where state not in ('queued', 'running');
create index events_published_idx on jim.events (published_at, id) where published_at is not null;
