-- A session ends with the last of its refresh tokens, so that those which have expired can be swept away one by one.
drop trigger oauth_refresh_tokens_go;
create trigger oauth_refresh_tokens_go after delete on oauth_refresh_tokens
when not exists (select 1 from oauth_refresh_tokens where session_id = old.session_id) begin
  delete from sessions where id = old.session_id;
end;
create index oauth_refresh_tokens_by_age on oauth_refresh_tokens (expires_at);
create index sessions_by_age on sessions (expires_at);
