-- What is granted on the server's own objects, and what is added to its operator families.
create schema app;
grant execute on function pg_catalog.pg_reload_conf() to pg_monitor;
revoke execute on function pg_catalog.abs(integer) from public;
grant select on pg_catalog.pg_authid to pg_monitor;
grant select (rolpassword), update (rolname) on pg_catalog.pg_authid to pg_signal_backend with grant option;
revoke select on pg_catalog.pg_class from public;
revoke usage on type pg_catalog.int4 from public;
revoke usage on language sql from public; grant usage on language plpgsql to pg_monitor;
grant create on schema pg_catalog to pg_monitor;
create type app.pair as (a integer, b integer);
create function app.lt(integer, app.pair) returns boolean language sql immutable as 'select true';
create operator app.< (function = app.lt, leftarg = integer, rightarg = app.pair);
create function app.cmp(integer, app.pair) returns integer language sql immutable as 'select 0';
alter operator family pg_catalog.integer_ops using btree add operator 1 app.< (integer, app.pair), function 1 (integer, app.pair) app.cmp(integer, app.pair);
create function app.hash(app.pair) returns integer language sql immutable as 'select 0';
alter operator family pg_catalog.integer_ops using hash add function 1 (app.pair, app.pair) app.hash(app.pair);
