create schema app;
create table app.log (a integer);
-- Another shape, and so another function.
create view app.v as select null::bigint as a, 'x'::text as b;
create function app.g() returns setof app.v language sql as 'select 1::bigint, $$x$$';
create or replace view app.v as select a, b from app.g();
comment on view app.v is 'round'; comment on column app.v.a is 'one'; alter view app.v alter a set default 5;
grant select on app.v to pg_monitor;
create view app.w with (security_barrier) as select * from app.v;
create rule r as on insert to app.v do instead insert into app.log values (new.a);
create view app.later as select 1 as a;
create function app.of_later() returns setof app.later language sql as 'select 2';
create or replace view app.later as select a from app.of_later();
create view app.now as select 1 as a;
create function app.of_now() returns setof app.now language sql as 'select 2';
