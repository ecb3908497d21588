create schema app;
create sequence app.kept increment 2 minvalue 3 maxvalue 90 start 5 cache 4 cycle;
create sequence app.typed as smallint;
create sequence app.gone;
create table app.t (id int, n bigint);
create sequence app.owned owned by app.t.id;
create sequence app.moves owned by app.t.id;
comment on sequence app.kept is 'before'; grant usage on sequence app.kept to public;
