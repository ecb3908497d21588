create schema app; create schema other; create table app.t (id int primary key, a text, b int); create table app.u (id int primary key);
create publication kept for table app.t with (publish = 'insert');
create publication tables for table app.t, app.u;
create publication everything for all tables;
create publication gone for table app.u;
create publication emptied for table app.u with (publish_via_partition_root = true);
comment on publication kept is 'before';
