-- Certificates that regctl looks after. Private keys are not here: see the key store.
create table certificates (
  id text primary key,
  name text not null unique,
  next_check_at text,
  body text not null
) strict;
create index certificates_by_check on certificates (next_check_at) where next_check_at is not null;

-- Orders in progress; one that is over is gone.
create table certificate_orders (
  id text primary key,
  certificate text not null,
  body text not null
) strict;
create index certificate_orders_by_certificate on certificate_orders (certificate, id);

create table acme_accounts (
  id text primary key,
  directory_url text not null unique,
  body text not null
) strict;
