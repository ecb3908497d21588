create schema app;
create type app.fr as range (subtype = float8);
create type app.gone as range (subtype = int2);
create type app.pair as (a int, b text, dropped date);
create type app.lone as (x int);
create table app.t (r app.fr, p app.pair, ps app.pair[], primary key (r));
create view app.v as select (p).a, r from app.t;
comment on type app.fr is 'range'; comment on column app.pair.a is 'first';
