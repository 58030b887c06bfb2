-- Second factors of people who sign in with a password. The secret is sealed under the key of the server itself.
create table totp_factors (
  user_id text primary key references users (id) on delete cascade,
  sealed text not null,
  -- Null until a first code was right; before that it is not asked for.
  confirmed_at text,
  -- The step of the last code that was taken: neither it nor an older one is taken again.
  last_step integer not null,
  created_at text not null
) strict;

-- One row for each code that is left; of the code only its SHA-256.
create table recovery_codes (
  user_id text not null references users (id) on delete cascade,
  hash text not null,
  primary key (user_id, hash)
) strict;

-- Who gave the right password and has yet to give a code; of the token that their browser keeps only its SHA-256.
create table second_factor_waits (
  token_hash text primary key,
  user_id text not null references users (id) on delete cascade,
  tries integer not null,
  expires_at text not null
) strict;
create index second_factor_waits_by_age on second_factor_waits (expires_at);
