create table meas (id bigint not null, day date not null, v int default 3, t text) partition by range (day);
create table meas_y1 partition of meas for values from ('2020-01-01') to ('2021-01-01');
create table meas_y2 partition of meas for values from ('2021-01-01') to ('2022-01-01') partition by range (day);
create table meas_y2_a partition of meas_y2 for values from (minvalue) to (maxvalue);
create view vy as select t, id from meas_y1;
create table lone (id bigint not null, day date not null, v int default 3, t text, extra int);
create table fkt (a int, b int) partition by list(b); create table fkt1 partition of fkt default;
create table ref(id int primary key);
insert into meas select 1, '2020-03-01', 3, 'a';
