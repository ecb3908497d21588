-- Indexes of a partition that say the same as the one that is a part of its table's.
create schema app; create table app.p (a int, b int) partition by list (a); create table app.p1 (a int, b int); create index zz on app.p1 (b); create index aa on app.p1 (b); create index pi on app.p (b); alter table app.p attach partition app.p1 for values in (1);
create table app.p2 partition of app.p for values in (2); create index a2 on app.p2 (b);
create table app.q (a int, b int) partition by list (a); create table app.q1 partition of app.q for values in (1); create index zz1 on app.q1 (b); create index on app.q (b); create index aa1 on app.q1 (b);
