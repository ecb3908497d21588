create schema app; create table app.t (id int, owner name, n int); alter table app.t enable row level security;
create policy kept on app.t using (id > 0);
create policy narrowed on app.t for update to public using (true) with check (n > 0);
create policy command on app.t for select using (n = 1);
create policy gone on app.t as restrictive for delete to pg_monitor using (owner = current_user);
comment on policy kept on app.t is 'before';
