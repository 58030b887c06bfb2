-- Private keys of certificates and of accounts at CAs that a server keeps, sealed.
create table sealed_keys (
  organization_id text not null references organizations (id) on delete cascade,
  id text not null,
  sealed text not null,
  created_at text not null,
  primary key (organization_id, id)
) strict;
