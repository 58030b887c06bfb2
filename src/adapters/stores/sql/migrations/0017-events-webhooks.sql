-- Whether a key keeps others out only until its job is begun: work that reads everything there is must be asked for again once it runs.
alter table queue_jobs add column key_until_begun integer not null default 0;

-- What happened, written with what made it happen and handed on afterwards. The key keeps one thing from being told twice.
create table events (
  id text primary key,
  type text not null,
  subject text not null,
  at text not null,
  data text not null,
  unique_key text unique,
  relayed integer not null default 0
) strict;
create index events_pending on events (id) where relayed = 0;

create table webhook_endpoints (
  id text primary key,
  organization_id text not null references organizations (id) on delete cascade,
  url text not null,
  events text not null,
  description text,
  state text not null,
  problem text,
  sealed_secret text not null,
  previous_sealed_secret text,
  previous_until text,
  created_at text not null,
  updated_at text not null
) strict;
create index webhook_endpoints_by_organization on webhook_endpoints (organization_id, id);

-- One event on its way to one endpoint, with a log of what came of each attempt.
create table webhook_deliveries (
  id text primary key,
  organization_id text not null,
  endpoint_id text not null references webhook_endpoints (id) on delete cascade,
  event_id text not null,
  event_type text not null,
  body text not null,
  state text not null,
  attempts text not null,
  created_at text not null,
  updated_at text not null,
  unique (endpoint_id, event_id)
) strict;
create index webhook_deliveries_by_endpoint on webhook_deliveries (endpoint_id, id desc);
create index webhook_deliveries_by_organization on webhook_deliveries (organization_id, id desc);
create index webhook_deliveries_by_age on webhook_deliveries (updated_at);
