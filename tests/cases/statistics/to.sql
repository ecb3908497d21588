create schema app; create schema other; create table app.t (a bigint, b int, c text, d date);
create statistics app.kept on a, b from app.t; alter statistics app.kept set statistics 0; alter statistics app.kept owner to pg_monitor;
create statistics app.kinds (ndistinct, mcv) on c, d from app.t;
create statistics other."Come" (dependencies) on a, d from app.t;
create statistics app.expressions on (a + 1), lower(c) from app.t; -- since 15
