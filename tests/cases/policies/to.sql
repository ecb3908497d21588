create schema app; create table app.t (id int, owner name, n bigint); alter table app.t force row level security;
create policy kept on app.t to pg_monitor, pg_read_all_stats using (id > 1) with check (id < 9);
create policy narrowed on app.t for update to pg_monitor using (n < 5);
create policy command on app.t for insert with check (n = 1);
create policy come on app.t as restrictive for all using (exists (select from app.t u where u.id = t.n));
comment on policy kept on app.t is 'after';
