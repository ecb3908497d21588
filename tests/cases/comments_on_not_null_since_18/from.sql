-- A column and the constraint that lets it refuse NULL may each have a comment.
create schema app;
create table app.t (a integer constraint named not null, b integer not null, c integer primary key, d integer, e integer not null);
comment on constraint named on app.t is 'named'; comment on constraint t_b_not_null on app.t is 'usual'; comment on column app.t.b is 'column';
comment on constraint t_c_not_null on app.t is 'of a key'; comment on constraint t_e_not_null on app.t is 'goes';
create table app.p (a integer not null) partition by list (a); create table app.p1 partition of app.p for values in (1);
comment on constraint p_a_not_null on app.p is 'above'; comment on constraint p_a_not_null on app.p1 is 'below';
-- The access method of partitions to come.
create table app.m (a integer) partition by list (a) using heap;
create table app.n (a integer) partition by list (a);
-- One that a parent handed down which is no parent any more keeps that one's name.
create table app.top (x integer, y text); create table app.l () inherits (app.top); create table app.r (y text not null) inherits (app.top);
create table app.bottom (z text) inherits (app.l, app.r); alter table app.bottom no inherit app.r; create table app.grand () inherits (app.bottom);
