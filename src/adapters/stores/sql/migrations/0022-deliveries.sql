-- The root of the CA of this machine; its key is in the key store.
create table internal_ca (
  id text primary key,
  body text not null
) strict;

-- Certificates tell where they are delivered.
update certificates set body = json_set(body, '$.deliveries', json('[]')) where json_extract(body, '$.deliveries') is null;
