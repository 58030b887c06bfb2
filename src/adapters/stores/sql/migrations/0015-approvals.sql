-- What needs a second person: plans or purchases, by patterns of account and zone.
create table approval_rules (
  id text primary key,
  organization_id text not null references organizations (id) on delete cascade,
  kind text not null,
  account text not null,
  zone text not null,
  hours integer not null,
  created_at text not null
) strict;
create index approval_rules_by_organization on approval_rules (organization_id, kind);

-- Requests that wait for a second person, or had one. The digest is over all that would be done.
create table approvals (
  id text primary key,
  organization_id text not null references organizations (id) on delete cascade,
  kind text not null,
  digest text not null,
  account text not null,
  zone text not null,
  subject text not null,
  state text not null,
  requested_by text not null,
  requested_user text,
  requested_at text not null,
  expires_at text not null,
  decided_by text,
  decided_at text,
  reason text
) strict;
create unique index approvals_open on approvals (organization_id, digest) where state in ('pending', 'approved');
create index approvals_by_organization on approvals (organization_id, id);

create table approval_content (
  approval text not null references approvals (id) on delete cascade,
  piece integer not null,
  body text not null,
  primary key (approval, piece)
) strict;
