-- Organizations take turns: what waits is found by organization, of each the most urgent first. What is told to others is found apart, so that a worker of its
-- own does not walk over all that is not.
drop index queue_jobs_due;
drop index queue_jobs_leased;
create index queue_jobs_waiting on queue_jobs (organization, priority desc, run_at, id) where state = 'waiting';
create index queue_jobs_urgent on queue_jobs (organization, priority desc, run_at, id) where state = 'waiting' and priority > 0;
create index queue_jobs_running on queue_jobs (lease, leased_until) where state = 'running';
