create table animal (id int, name text);
create table dog (breed text) inherits (animal);
create table toy (price int);
create table cat (id int, name text, claws int);
insert into dog values (1, 'a', 'b');
