-- How people sign in, and which programs act for them. Times are RFC 3339 text, booleans 0 and 1, lists and objects JSON.
create table sessions (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  token text not null unique,
  ip_address text,
  user_agent text,
  -- The program that was let in; null for a browser.
  client_id text,
  -- What the session acts for, where it was let in for one organization.
  organization_id text references organizations (id) on delete cascade,
  expires_at text not null,
  created_at text not null,
  updated_at text not null
) strict;
create index sessions_by_user on sessions (user_id);

-- One row for each way in that a user has: a password, an account at an outside issuer.
create table sign_in_methods (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  provider_id text not null,
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at text,
  refresh_token_expires_at text,
  scope text,
  created_at text not null,
  updated_at text not null,
  unique (provider_id, account_id)
) strict;
create index sign_in_methods_by_user on sign_in_methods (user_id);

create table verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at text not null,
  created_at text not null,
  updated_at text not null
) strict;
create index verifications_by_identifier on verifications (identifier);

-- Keys that sign access tokens; the private part is encrypted.
create table signing_keys (
  id text primary key,
  public_key text not null,
  private_key text not null,
  alg text,
  crv text,
  created_at text not null,
  expires_at text
) strict;

create table oauth_clients (
  id text primary key,
  client_id text not null unique,
  client_secret text,
  client_discovery_id text,
  disabled integer,
  skip_consent integer,
  enable_end_session integer,
  subject_type text,
  scopes text,
  client_credentials_scopes text,
  user_id text references users (id) on delete cascade,
  name text,
  uri text,
  icon text,
  contacts text,
  tos text,
  policy text,
  software_id text,
  software_version text,
  software_statement text,
  redirect_uris text not null,
  post_logout_redirect_uris text,
  backchannel_logout_uri text,
  backchannel_logout_session_required integer,
  token_endpoint_auth_method text,
  application_type text,
  jwks text,
  jwks_uri text,
  grant_types text,
  response_types text,
  require_pkce integer,
  dpop_bound_access_tokens integer,
  reference_id text,
  metadata text,
  created_at text,
  updated_at text
) strict;

-- What access tokens are good for: the address of this server.
create table oauth_resources (
  id text primary key,
  identifier text not null unique,
  name text not null,
  access_token_ttl integer,
  refresh_token_ttl integer,
  signing_algorithm text,
  signing_key_id text,
  allowed_scopes text,
  custom_claims text,
  dpop_bound_access_tokens_required integer,
  disabled integer,
  policy_version integer,
  metadata text,
  created_at text,
  updated_at text
) strict;

create table oauth_client_resources (
  id text primary key,
  client_id text not null references oauth_clients (client_id) on delete cascade,
  resource_id text not null references oauth_resources (identifier) on delete cascade,
  metadata text,
  created_at text,
  unique (client_id, resource_id)
) strict;

create table oauth_refresh_tokens (
  id text primary key,
  token text not null unique,
  client_id text not null references oauth_clients (client_id) on delete cascade,
  session_id text references sessions (id) on delete cascade,
  user_id text not null references users (id) on delete cascade,
  reference_id text,
  authorization_code_id text,
  resources text,
  requested_user_info_claims text,
  scopes text not null,
  confirmation text,
  auth_time text,
  revoked text,
  rotated_at text,
  rotation_replay_response text,
  rotation_replay_expires_at text,
  created_at text,
  expires_at text
) strict;
create index oauth_refresh_tokens_by_session on oauth_refresh_tokens (session_id);
create index oauth_refresh_tokens_by_user on oauth_refresh_tokens (user_id, client_id);

-- A session and its refresh tokens are one: a token that is revoked or deleted ends the session, which takes the others with it; one that is issued
-- lengthens it. So a write need look at the session only.
create trigger oauth_refresh_tokens_lengthen after insert on oauth_refresh_tokens begin
  update sessions set expires_at = new.expires_at, updated_at = new.created_at where id = new.session_id;
end;
create trigger oauth_refresh_tokens_revoke after update of revoked on oauth_refresh_tokens
when new.revoked is not null and new.rotated_at is null begin
  delete from sessions where id = new.session_id;
end;
create trigger oauth_refresh_tokens_go after delete on oauth_refresh_tokens begin
  delete from sessions where id = old.session_id;
end;

-- Programs that ask without naming this server get these, which open nothing here.
create table oauth_access_tokens (
  id text primary key,
  token text unique,
  client_id text not null references oauth_clients (client_id) on delete cascade,
  session_id text references sessions (id) on delete cascade,
  user_id text references users (id) on delete cascade,
  reference_id text,
  authorization_code_id text,
  resources text,
  requested_user_info_claims text,
  refresh_id text references oauth_refresh_tokens (id) on delete cascade,
  scopes text not null,
  confirmation text,
  revoked text,
  created_at text,
  expires_at text
) strict;

create table oauth_consents (
  id text primary key,
  client_id text not null references oauth_clients (client_id) on delete cascade,
  user_id text references users (id) on delete cascade,
  reference_id text,
  resources text,
  requested_user_info_claims text,
  scopes text not null,
  created_at text,
  updated_at text
) strict;

create table oauth_client_assertions (
  id text primary key,
  expires_at text not null
) strict;

create table device_codes (
  id text primary key,
  device_code text not null unique,
  user_code text not null unique,
  user_id text references users (id) on delete cascade,
  client_id text,
  oauth_client_id text,
  scope text,
  resources text,
  status text not null,
  polling_interval integer,
  last_polled_at text,
  -- Where it was asked from, shown to whoever is to approve it, and what it is approved for.
  ip_address text,
  user_agent text,
  requested_at text,
  organization_id text references organizations (id) on delete cascade,
  expires_at text not null
) strict;
create index device_codes_by_age on device_codes (expires_at);

-- The secret that signs cookies and encrypts the private signing keys, wrapped by the master key that is named.
create table server_keys (
  name text primary key,
  master_key text not null,
  wrapped text not null,
  created_at text not null
) strict;
create table server_secrets (
  name text primary key,
  sealed text not null
) strict;

-- Whom a spent setup token made the owner: it also sets the first password, once.
alter table setup_tokens add column owner_id text references users (id) on delete cascade;
alter table setup_tokens add column password_set_at text;
