create schema app;
create sequence app.kept increment -3 minvalue -50 maxvalue 70 start 7;
create sequence app.typed as bigint;
create sequence app.come as int start -5 increment -1 minvalue -9 maxvalue 0;
create table app.t (id int, n bigint);
create sequence app.owned;
create sequence app.moves owned by app.t.n;
comment on sequence app.kept is 'after'; grant select, update on sequence app.kept to pg_monitor with grant option;
