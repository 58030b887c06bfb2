-- Domains whose challenge name leads to this server. A row stays when it is deleted: what was a target once is never given out again, to nobody.
create table delegations (
  id text primary key,
  organization_id text not null,
  domain text not null,
  -- The label below the zone of the challenges.
  label text not null unique,
  state text not null,
  next_check_at text,
  body text not null
) strict;
create unique index delegations_by_domain on delegations (organization_id, domain) where state <> 'deleted';
create index delegations_due on delegations (organization_id, next_check_at) where next_check_at is not null;

-- What targets answer with now: TXT values, each until its end.
create table challenge_values (
  label text not null,
  value text not null,
  -- Milliseconds since 1970.
  expires_at integer not null,
  primary key (label, value)
) strict, without rowid;
create index challenge_values_by_age on challenge_values (expires_at);
