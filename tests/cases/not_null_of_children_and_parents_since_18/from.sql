create table p (a int not null, b int not null); create table c (b int not null) inherits (p); 
create table d (a int not null, b int not null) inherits (p); 
create table q (a int primary key, b int not null, c int not null, e int, f int not null);
create table q1 (primary key (a)) inherits (q); create table q2 (constraint mine not null b) inherits (q); create table q3 () inherits (q); alter table q3 alter e set not null;
