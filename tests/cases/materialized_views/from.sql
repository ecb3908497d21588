create schema app; create table app.t (id int primary key, a text, n numeric);
create materialized view app.kept as select id, a, n from app.t; create unique index kept_id on app.kept (id); create index kept_a on app.kept (a);
alter materialized view app.kept alter a set storage external, alter a set statistics 50, alter id set (n_distinct = 5), cluster on kept_id;
create materialized view app.query with (fillfactor = 70) as select a, count(*) as times from app.t group by a; create unique index query_a on app.query (a); grant select on app.query to pg_monitor;
create materialized view app.gone as select 1 as one; create view app.v as select * from app.query;
comment on materialized view app.kept is 'before'; comment on column app.kept.a is 'a';
