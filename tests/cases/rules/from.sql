create schema app; create table app.t (id int, a text); create table app.log (id int, what text); create view app.v as select id, a from app.t;
create rule ins as on insert to app.v do instead insert into app.t values (new.id, new.a);
create rule kept as on update to app.t where old.a <> new.a do also insert into app.log values (new.id, 'upd');
create rule off as on delete to app.t do instead nothing; alter table app.t disable rule off;
create rule gone as on delete to app.log do instead nothing;
comment on rule kept on app.t is 'r';
