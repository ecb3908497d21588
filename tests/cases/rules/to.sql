create schema app; create table app.t (id bigint, a text); create table app.log (id int, what text); create view app.v as select id, a from app.t where id > 0;
create rule ins as on insert to app.v do instead insert into app.t values (new.id, new.a) returning id, a;
create rule kept as on update to app.t do also (insert into app.log values (new.id, 'upd'); delete from app.log where id < 0);
create rule off as on delete to app.t do instead nothing; alter table app.t enable always rule off;
create rule come as on insert to app.log where new.id > 3 do instead nothing;
