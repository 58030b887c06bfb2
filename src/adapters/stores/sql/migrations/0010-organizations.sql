-- Who uses a control plane. Columns of users, organizations and members follow what identity libraries expect.
create table users (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified integer not null,
  image text,
  created_at text not null,
  updated_at text not null
) strict;

create table organizations (
  id text primary key,
  name text not null,
  slug text not null unique,
  logo text,
  metadata text,
  created_at text not null
) strict;

create table members (
  id text primary key,
  organization_id text not null references organizations (id) on delete cascade,
  user_id text not null references users (id) on delete cascade,
  role text not null,
  created_at text not null,
  unique (organization_id, user_id)
) strict;
create index members_by_user on members (user_id);

-- Role templates of an organization besides the built-in ones; scopes are a JSON list.
create table roles (
  organization_id text not null references organizations (id) on delete cascade,
  name text not null,
  scopes text not null,
  primary key (organization_id, name)
) strict;

-- Keys are random, so one SHA-256 of each is kept; the prefix finds it.
create table api_keys (
  id text primary key,
  organization_id text not null references organizations (id) on delete cascade,
  user_id text references users (id) on delete cascade,
  name text not null,
  prefix text not null unique,
  hash text not null,
  scopes text not null,
  created_at text not null,
  expires_at text,
  last_used_at text,
  revoked_at text
) strict;
create index api_keys_by_organization on api_keys (organization_id, id);

-- One row for each one-time token that makes the first organization.
create table setup_tokens (
  hash text primary key,
  created_at text not null,
  used_at text
) strict;

-- Data keys, wrapped by the master key that is named.
create table vault_keys (
  organization_id text primary key references organizations (id) on delete cascade,
  master_key text not null,
  wrapped text not null,
  created_at text not null
) strict;

create table vault_secrets (
  organization_id text not null references organizations (id) on delete cascade,
  account text not null,
  sealed text not null,
  updated_at text not null,
  primary key (organization_id, account)
) strict;

-- Append-only: nothing in regctl updates or deletes here, and the hashes tell when somebody else did.
create table audit_entries (
  organization text not null,
  sequence integer not null,
  at text not null,
  actor text not null,
  source text,
  request_id text not null,
  action text not null,
  outcome text not null,
  code text,
  details text not null,
  hash text not null,
  primary key (organization, sequence)
) strict;
create trigger audit_entries_stay before update on audit_entries begin
  select raise(abort, 'audit entries are append-only');
end;
create trigger audit_entries_remain before delete on audit_entries begin
  select raise(abort, 'audit entries are append-only');
end;

-- Answers of requests by their Idempotency-Key.
create table idempotency_keys (
  organization text not null,
  key text not null,
  digest text not null,
  state text not null,
  answer text,
  begun_at integer not null,
  primary key (organization, key)
) strict;
create index idempotency_keys_by_age on idempotency_keys (begun_at);
