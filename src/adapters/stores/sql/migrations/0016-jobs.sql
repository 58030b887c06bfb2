-- Jobs that people may look at, progress, and jobs that are not due yet apart from those that wait for a worker: a lease walks over none of them.
alter table queue_jobs add column subject text;
alter table queue_jobs add column visible integer not null default 0;
-- `attempts` counts how often it was begun, `failures` how often it said that it failed, `losses` how often its worker died.
alter table queue_jobs add column failures integer not null default 0;
alter table queue_jobs add column losses integer not null default 0;
alter table queue_jobs add column progress text;
alter table queue_jobs add column result text;
alter table queue_jobs add column created_at integer not null default 0;
alter table queue_jobs add column updated_at integer not null default 0;
update queue_jobs set created_at = run_at, updated_at = run_at;
drop index queue_jobs_by_key;
create unique index queue_jobs_by_key on queue_jobs (unique_key)
  where unique_key is not null and state in ('scheduled', 'waiting', 'running');
create index queue_jobs_scheduled on queue_jobs (run_at) where state = 'scheduled';
create index queue_jobs_by_organization on queue_jobs (organization, id desc) where visible = 1 or state = 'dead';
create index queue_jobs_ended on queue_jobs (updated_at) where state in ('done', 'cancelled');

-- When a schedule runs next, and how far over the organizations a run that is under way has come.
create table schedules (
  name text primary key,
  next_at integer not null,
  after_organization text
) strict;
