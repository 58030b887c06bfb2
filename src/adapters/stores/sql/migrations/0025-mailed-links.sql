-- An invitation has two secrets: one is shown to whoever invites, one goes by mail. Who has the latter reads the mail of that address.
alter table organization_invitations add column mail_token_hash text;
create unique index organization_invitations_by_mail_token on organization_invitations (mail_token_hash);

-- Links that were mailed to a person, to set another password (`password`) or to verify the address (`address`); of each only its SHA-256 is kept.
create table mailed_links (
  hash text primary key,
  kind text not null,
  user_id text not null references users (id) on delete cascade,
  email text not null,
  created_at text not null,
  expires_at text not null
) strict;
create index mailed_links_by_user on mailed_links (user_id, kind);
