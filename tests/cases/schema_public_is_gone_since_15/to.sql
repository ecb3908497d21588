create schema app; create table app.t (id integer primary key, n text); create table public.u (id integer);
