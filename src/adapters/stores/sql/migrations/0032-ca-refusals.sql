-- What CAs refused for a while, in their words; times are milliseconds since 1970.
create table ca_refusals (
  key text primary key,
  words text not null,
  refused_at integer not null,
  lasts_until integer not null
) strict;
create index ca_refusals_by_end on ca_refusals (lasts_until);
