create schema app;
create table app.t (a integer constraint otherwise not null, b integer not null, c integer primary key, d integer not null, e integer);
comment on constraint otherwise on app.t is 'renamed'; comment on constraint t_d_not_null on app.t is 'new'; comment on column app.t.b is 'column';
create table app.p (a integer not null) partition by list (a); create table app.p1 partition of app.p for values in (1);
comment on constraint p_a_not_null on app.p1 is 'below still';
create table app.m (a integer) partition by list (a);
create table app.n (a integer) partition by list (a) using heap;
create table app.top (x integer, y text); create table app.l () inherits (app.top); create table app.r (y text not null) inherits (app.top);
create table app.bottom (z text) inherits (app.l, app.r); alter table app.bottom no inherit app.r;
