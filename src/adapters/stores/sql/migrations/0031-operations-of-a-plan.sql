-- The applies of one plan: the later ones went on with the earlier.
create index operations_by_plan on operations (plan, id);
