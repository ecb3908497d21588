create schema app;
create domain app.kept as int default 4 not null constraint small check (value < 100) check (value > 1);
create domain app.narrow as varchar(50) default 'y';
create domain app.come as numeric(5, 2)[] check (array_length(value, 1) < 3);
create domain app.unproved as int constraint late check (value < 9);
create domain app.upon as app.kept;
create table app.t (a app.kept, b app.narrow default 'x', c app.upon, d text not null);
create view app.v as select a + 1 as a, b from app.t;
comment on constraint small on domain app.kept is 'c'; grant usage on type app.kept to pg_monitor; revoke usage on type app.kept from public;
