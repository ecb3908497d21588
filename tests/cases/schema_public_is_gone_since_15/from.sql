-- A database without schema public. Before 15 pg_dump tells the grants of one that was made anew: it has no initial privileges.
drop schema public; create schema app; create table app.t (id integer primary key);
