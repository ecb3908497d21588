create extension postgres_fdw;
create server s1 foreign data wrapper postgres_fdw options (host 'localhost', dbname 'x');
create server s2 foreign data wrapper postgres_fdw;
create foreign table ft (id bigint options (column_name 'ID2'), t text collate "C" , n int) server s2 options (schema_name 'c', fetch_size '10');
create table p (id int, d date, x int) partition by range (d);
create foreign table p1 partition of p for values from ('2020-01-01') to ('2021-01-01') server s2 options (table_name 'q');
create table base (a int);
create view v as select id, t from ft;
