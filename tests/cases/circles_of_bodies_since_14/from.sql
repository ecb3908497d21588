-- Bodies in standard SQL that call one another, or themselves: each has to be there before the other.
create schema app;
create function app.f(n integer) returns integer language sql return 1;
create or replace function app.f(n integer) returns integer language sql return case when n < 1 then 1 else n * app.f(n - 1) end;
create materialized view app.m as select app.f(3) as x;
create view app.after_m as select x from app.m;
create materialized view app.of_m as select count(*) from app.m;
create function app.even(integer) returns boolean language sql return true;
create function app.odd(n integer) returns boolean language sql return case when n = 0 then false else app.even(n - 1) end;
create or replace function app.even(integer) returns boolean language sql return case when $1 = 0 then true else app.odd($1 - 1) end;
create function app.p(x integer, out y integer) language sql begin atomic select app.f(1); end;
create table app.t (id integer, k integer default app.f(2), check (app.even(id)));
create function app.of_mv() returns integer language sql stable return 1;
create materialized view app.mv as select app.of_mv() as i;
create or replace function app.of_mv() returns integer language sql stable begin atomic select count(*)::integer from app.mv; end;
