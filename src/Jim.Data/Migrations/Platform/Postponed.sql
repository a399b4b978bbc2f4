-- A job that was refused for a reason that passes by waiting uses up no attempt. How often that happened decides how long the next pause
-- is, and since when, how long it goes on.
alter table jim.jobs
  add column postponed integer not null default 0,
  add column postponed_since timestamptz;
