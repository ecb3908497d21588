-- What is dropped and made again goes and comes back with what hands it down.
create function ok(int) returns int language sql immutable as 'select 1';
create table g (a int, b int, v int generated always as (ok(a)) stored, w int generated always as (a + b) stored, constraint cv check (ok(a) > 0), constraint cw check (w < 100), constraint ni check (ok(a) > 0) no inherit);
create table h () inherits (g);
create table i (a int, constraint cv check (ok(a) > 0), constraint ni check (ok(a) > 0));
create table j (constraint cv check (ok(a) > 0)) inherits (g, i);
create table k () inherits (h, j);
create index on h (v);
alter table h alter v set statistics 50;
comment on column h.v is 'its own';
comment on constraint cv on k is 'the last';
create view hv as select v, w from h;
grant select (v) on h to public;
create table p (a int, v int generated always as (ok(a)) stored, constraint cv check (ok(a) > 0)) partition by list (a);
create table p1 partition of p for values in (1, 2) partition by list (a);
create table p11 partition of p1 default;
create index on p11 (v);
