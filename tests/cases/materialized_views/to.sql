create schema app; create table app.t (id int primary key, a text, n numeric);
create materialized view app.kept with (fillfactor = 50, toast.autovacuum_enabled = off) as select id, a, n from app.t; create unique index kept_id on app.kept (id) with (fillfactor = 60); create index kept_n on app.kept (n desc) where n > 0;
alter materialized view app.kept alter a set statistics 0, alter id set (n_distinct = -0.5), alter n set storage external;
create materialized view app.query with (fillfactor = 70) as select a, count(*) as times, sum(n) as n from app.t group by a; create unique index query_a on app.query (a); grant select on app.query to pg_monitor;
create materialized view app.come (x, "Y") as values (1, 'a'), (2, 'b'); create view app.v as select * from app.query;
comment on materialized view app.kept is 'after';
