-- Provider accounts without their secrets.
create table accounts (
  name text primary key,
  provider text not null,
  endpoint text,
  settings text not null,
  zones text not null,
  credentials text not null,
  credential_command text,
  created_at text not null
) strict;

-- States of zones. The content is stored once for each digest, in pieces, since a value may have at most 1 MB on D1.
create table snapshots (
  id text primary key,
  account text not null,
  zone text not null,
  taken_at text not null,
  moment text not null,
  operation text,
  reason text not null,
  hash text not null,
  content text not null,
  records integer not null
) strict;
create index snapshots_by_zone on snapshots (account, zone, id);

create table snapshot_content (
  content text not null,
  piece integer not null,
  body text not null,
  primary key (content, piece)
) strict;

create table plans (
  id text primary key,
  account text not null,
  zone text not null,
  created_at text not null,
  piece_count integer not null
) strict;
create index plans_by_zone on plans (account, zone, created_at);

create table plan_content (
  plan text not null,
  piece integer not null,
  body text not null,
  primary key (plan, piece)
) strict;

-- The journal of applies. The plan lies in plan_content under the plan's id.
create table operations (
  id text primary key,
  account text not null,
  zone text not null,
  status text not null,
  plan text not null,
  applied_changes integer not null,
  in_flight_changes integer not null,
  started_at text not null,
  updated_at text not null,
  actor text not null,
  snapshot_before text,
  snapshot_after text,
  error_code text,
  error_message text
) strict;
create index operations_by_zone on operations (account, zone, id);
create index operations_by_status on operations (status, account, zone);

create table zone_rules (
  account text not null,
  zone text not null,
  id text not null,
  kind text not null,
  body text not null,
  primary key (account, zone, id)
) strict;

-- Leases: a name is held by one owner until the time given, and longer while its process lives.
create table locks (
  name text primary key,
  owner text not null,
  host text not null,
  pid integer not null,
  process_start text not null,
  acquired_at integer not null,
  expires_at integer not null
) strict;
