-- The commands that run by themselves: up to which time each has been sent.
create table jim.schedules (
  command text primary key,
  cron text not null,
  due timestamptz not null
);
comment on table jim.schedules is 'Of each command with a Cron: its expression and time zone, and the last time for which it was sent.';
