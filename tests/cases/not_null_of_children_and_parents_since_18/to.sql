create table p (a int, b int); create table c (b int) inherits (p);
create table d (a int not null, b int) inherits (p); 
create table q (a int primary key, b int not null, c int, e int not null, f int not null);
create table q1 (primary key (a)) inherits (q); create table q2 (constraint mine not null b) inherits (q); create table q3 (constraint q3_e_not_null not null e) inherits (q);
