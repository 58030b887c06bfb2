-- Work to be done in the background. A worker leases a row and gives it back, done or not; one that dies lets its lease run out.
create table queue_jobs (
  id text primary key,
  organization text not null,
  type text not null,
  payload text not null,
  -- Of two jobs with one key only the first is taken while it waits or runs.
  unique_key text,
  priority integer not null,
  state text not null,
  run_at integer not null,
  attempts integer not null,
  lease text,
  leased_until integer,
  last_error text
) strict;
create unique index queue_jobs_by_key on queue_jobs (unique_key) where unique_key is not null and state <> 'dead';
create index queue_jobs_due on queue_jobs (state, priority desc, run_at, id);
create index queue_jobs_leased on queue_jobs (leased_until) where leased_until is not null;
