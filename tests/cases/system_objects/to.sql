create schema app;
grant execute on function pg_catalog.pg_reload_conf() to pg_signal_backend;
grant select on pg_catalog.pg_authid to pg_signal_backend;
create type app.pair as (a integer, b integer);
create function app.lt(integer, app.pair) returns boolean language sql immutable as 'select true';
create operator app.< (function = app.lt, leftarg = integer, rightarg = app.pair);
create operator app.<= (function = app.lt, leftarg = integer, rightarg = app.pair);
create function app.cmp(integer, app.pair) returns integer language sql immutable as 'select 0';
alter operator family pg_catalog.integer_ops using btree add operator 1 app.< (integer, app.pair), operator 2 app.<= (integer, app.pair);
