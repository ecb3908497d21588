-- What a child is given back is handed down to its own children once more.
create table a (x int not null, y int not null); create table b () inherits (a); create table c () inherits (b); create table d () inherits (c);
