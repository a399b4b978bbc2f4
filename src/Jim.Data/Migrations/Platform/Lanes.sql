-- Jobs of one lane run one after another, in the order of their numbers: the mutations of one user, or of one address.
alter table jim.jobs add column lane text, add column number bigint generated always as identity;
create index jobs_lane_idx on jim.jobs (lane, number) where lane is not null and state in ('queued', 'running');
select jim.track('jim.jobs');
