create schema app;
create domain app.kept as int default 3 check (value > 0);
create domain app.narrow as varchar(5) collate "C";
create domain app.gone as text not null;
create domain app.unproved as int; alter domain app.unproved add constraint late check (value < 9) not valid;
create domain app.upon as app.kept check (value <> 7);
create table app.t (a app.kept, b app.narrow default 'x', c app.upon, d app.gone);
create view app.v as select a + 1 as a, b from app.t;
comment on domain app.kept is 'before'; comment on constraint kept_check on domain app.kept is 'c';
