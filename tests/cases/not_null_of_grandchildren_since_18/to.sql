create table a (x int, y int); create table b () inherits (a); create table c () inherits (b); create table d () inherits (c);
alter table b alter x set not null; alter table c alter y set not null;
