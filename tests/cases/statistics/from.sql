create schema app; create schema other; create table app.t (a int, b int, c text, d date);
create statistics app.kept on a, b from app.t; alter statistics app.kept set statistics 50;
create statistics app.kinds (ndistinct) on a, c from app.t;
create statistics app.gone (mcv, dependencies) on b, c, d from app.t;
comment on statistics app.kept is 'before';
