create schema app; create schema other; create table app.t (id int primary key, a text, b int); create table app.u (id int primary key); create table app.w (id int);
create publication kept for table app.t with (publish = 'update, delete', publish_via_partition_root = true);
create publication tables for table app.w, app.u;
create publication everything for table app.t;
create publication come for all tables with (publish = 'truncate');
create publication emptied;
create publication filtered for table app.t where (id > 3), tables in schema other; -- since 15
