-- What is left of the request budgets: the time at which the next request would be due if they came evenly, in milliseconds since 1970.
create table rate_budgets (
  key text primary key,
  due_at real not null
) strict;

-- Requests to registrars that cost money or take their time, written before they are sent.
create table registrar_jobs (
  id text primary key,
  account text not null,
  provider text not null,
  domain text not null,
  action text not null,
  status text not null,
  idempotency_key text,
  handle text,
  detail text,
  request text not null,
  started_at text not null,
  updated_at text not null,
  actor text not null,
  error_code text,
  error_message text
) strict;
create unique index registrar_jobs_by_key on registrar_jobs (idempotency_key) where idempotency_key is not null;
create index registrar_jobs_by_status on registrar_jobs (status, account, domain);

-- Answers of registrars that change seldom: prices, lists of domains.
create table lookups (
  key text primary key,
  body text not null,
  read_at text not null
) strict;
