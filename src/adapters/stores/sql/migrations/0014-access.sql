-- What members and keys are bound to: JSON lists of rules over accounts and zones, null for everything.
alter table roles add column description text not null default '';
alter table roles add column within text;
alter table api_keys add column within text;
create table member_access (
  organization_id text not null references organizations (id) on delete cascade,
  user_id text not null references users (id) on delete cascade,
  within text,
  primary key (organization_id, user_id)
) strict;

-- Invitations to an organization; of the token only its SHA-256 is kept.
create table organization_invitations (
  id text primary key,
  organization_id text not null references organizations (id) on delete cascade,
  email text not null,
  role text not null,
  within text,
  token_hash text not null unique,
  invited_by text not null,
  created_at text not null,
  expires_at text not null,
  accepted_at text
) strict;
create index organization_invitations_by_organization on organization_invitations (organization_id, id);

-- What an organization may have; an organization without a row has what the server gives to all. A number that is null is no bound.
create table organization_limits (
  organization_id text primary key references organizations (id) on delete cascade,
  requests_per_minute integer,
  domains integer,
  members integer,
  webhooks integer
) strict;

-- The names that an organization changes through the control plane, each taken with the first change.
create table managed_domains (
  organization_id text not null references organizations (id) on delete cascade,
  name text not null,
  taken_at text not null,
  primary key (organization_id, name)
) strict;
