-- What a view's query calls takes or returns rows of the view: the view is there first as its columns alone.
create schema app;
create table app.log (a integer);
create view app.v as select null::int as a, 'x'::text collate "C" as b, null::numeric(10,2) as c;
create function app.g() returns setof app.v language sql as 'select 1, $$x$$, 3.2';
create or replace view app.v as select a, b, c from app.g();
comment on view app.v is 'round'; comment on column app.v.a is 'one'; alter view app.v alter a set default 5;
grant select on app.v to pg_monitor;
create view app.w with (security_barrier) as select * from app.v;
create rule r as on insert to app.v do instead insert into app.log values (new.a);
create function app.arg(rows app.w) returns integer language sql as 'select 1';
-- A materialized view in between is filled when the view is what it shall be.
create view app.x as select 1 as one, 'a'::varchar(10) as two;
create materialized view app.mx as select * from app.x;
create index mx_one on app.mx (one);
create materialized view app.many as select count(*) from app.mx;
create function app.takes(app.mx) returns integer language sql as 'select 1';
create or replace view app.x as select app.takes(null) as one, 'a'::varchar(10) as two;
-- Views of one another, which nobody can read.
create view app.ra as select 1 as i;
create view app.rb as select i from app.ra;
create or replace view app.ra as select i from app.rb;
-- One that becomes a circle.
create view app.later as select 1 as a;
create function app.of_later() returns setof app.later language sql as 'select 2';
create view app.now as select 1 as a;
create function app.of_now() returns setof app.now language sql as 'select 2';
create or replace view app.now as select a from app.of_now();
