-- Public keys that people sign in with instead of a password.
create table passkeys (
  -- As the authenticator gave it (base64url).
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  name text not null,
  -- COSE (base64url).
  public_key text not null,
  -- Signatures that the authenticator counted; it only grows, or stays 0 where it does not count.
  counter integer not null,
  created_at text not null,
  used_at text
) strict;
create index passkeys_by_user on passkeys (user_id);

-- One for each session that adds a passkey, and for each browser that signs in; whoever answers takes the row away.
create table passkey_challenges (
  holder text primary key,
  challenge text not null,
  expires_at text not null
) strict;
create index passkey_challenges_by_age on passkey_challenges (expires_at);
