-- What was taken of the limits of CAs: one number each, the moment (milliseconds since 1970) at which all of it is free again.
create table ca_budgets (
  key text primary key,
  due_at real not null
) strict;
