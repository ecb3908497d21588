-- What goes when an extension goes, though it is no member of it.
create schema app; create extension citext schema app; create extension hstore schema app;
create table app.t (id integer primary key, c text);
create index on app.t (c);
create materialized view app.m as select 1 as a;
create function app.f() returns trigger language plpgsql as 'begin return new; end';
create procedure app.p() language sql as '';
create trigger tr before insert on app.t for each row execute function app.f();
alter function app.f() depends on extension citext;
alter function app.f() depends on extension hstore;
alter procedure app.p() depends on extension hstore;
alter trigger tr on app.t depends on extension citext;
alter index app.t_c_idx depends on extension citext;
alter index app.t_pkey depends on extension citext;
alter materialized view app.m depends on extension citext;
