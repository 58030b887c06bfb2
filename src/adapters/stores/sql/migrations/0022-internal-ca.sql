-- The root of the CA of this machine; its key is in the key store.
create table internal_ca (
  id text primary key,
  body text not null
) strict;
