create extension citext; create extension pg_trgm;
create schema app; comment on schema app is 'it''s';
create domain app.email as citext not null default 'x@y' check (value ~ '@');
create type app.pair as (a int, b text collate "C"); comment on column app.pair.a is 'first';
create type app.fr as range (subtype = float8, subtype_diff = float8mi);
create type app.mood as enum ('sad','ok');
create table app.t (id int generated always as identity primary key, e app.email, m app.mood default 'ok', p app.pair, mm app.mood[], r app.fr, g int generated always as (1+2) stored);
create view app.v with (security_barrier=true) as select id, e, m from app.t where m = 'ok' with local check option;
comment on view app.v is 'view'; comment on column app.v.id is 'vid'; alter view app.v alter column id set default 4;
create view app.v2 as select * from app.v;
create materialized view app.mv as select m, count(*) as n from app.t group by m; create unique index mvi on app.mv (m);
create function app.f(a app.mood, b int default 3) returns setof app.t language sql stable rows 10 as $$ select * from app.t where m = a $$;
create procedure app.pr(inout x int) language plpgsql as $$ begin x := 1; end $$;
create function app.tf() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tg after insert on app.t referencing new table as nt for each statement execute function app.tf();
create trigger tg2 instead of insert on app.v for each row execute function app.tf();
create rule ru as on delete to app.v do instead nothing;
create aggregate app.agg(int) (sfunc = int4pl, stype = int, initcond = '0', parallel = safe);
alter table app.t enable row level security; create policy po on app.t for select to public using (id > 0);
create policy po2 on app.t as restrictive for all to pg_read_all_settings using (id > 0) with check (id < 10);
create statistics app.st (ndistinct, mcv) on id, m from app.t;
create collation app.col (provider=libc, locale='C');
create publication pub for table app.t (id, e) where (id > 5); -- since 15
create publication pub for table app.t; -- before 15
create function app.et() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger ev on ddl_command_end when tag in ('CREATE TABLE') execute function app.et(); alter event trigger ev disable;
grant select on app.t to public; grant select (id) on app.v to pg_monitor; grant insert on app.t to pg_monitor with grant option; revoke execute on function app.tf() from public;
grant usage on schema app to public; grant usage on type app.mood to pg_monitor; 
alter default privileges in schema app grant select on tables to pg_monitor; alter default privileges revoke execute on functions from public;
alter table app.t owner to pg_monitor; alter function app.tf() owner to pg_monitor;
comment on trigger tg on app.t is 'x'; comment on policy po on app.t is 'p'; comment on constraint t_pkey on app.t is 'pk'; comment on index app.mvi is 'mvi'; comment on function app.f is 'f'; comment on aggregate app.agg(int) is 'agg'; comment on domain app.email is 'd'; comment on constraint email_check on domain app.email is 'dc'; comment on type app.pair is 'p'; comment on materialized view app.mv is 'mv'; comment on rule ru on app.v is 'ru'; comment on statistics app.st is 'st'; comment on event trigger ev is 'ev'; comment on publication pub is 'pub'; comment on collation app.col is 'c';
create text search parser app.prs (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype, headline = prsd_headline);
create text search template app.tmpl (init = dsimple_init, lexize = dsimple_lexize);
create text search dictionary app.plain (template = app.tmpl, accept = false); create text search dictionary app."Snow Ball" (template = snowball, language = 'german', stopwords = 'german');
create text search configuration app.cfg (parser = app.prs); alter text search configuration app.cfg add mapping for asciiword, word with app."Snow Ball", english_stem; alter text search configuration app.cfg add mapping for email with app.plain;
create table app.doc (id int primary key, body text, v tsvector generated always as (to_tsvector('app.cfg', body)) stored); create index doc_body on app.doc using gin (to_tsvector('app.cfg'::regconfig, body));
comment on text search parser app.prs is 'prs'; comment on text search template app.tmpl is 'tmpl'; comment on text search dictionary app.plain is 'dict'; comment on text search configuration app.cfg is 'cfg'; alter text search dictionary app.plain owner to pg_monitor;
create foreign data wrapper bare options (host 'h'); create foreign data wrapper fdw validator postgresql_fdw_validator; comment on foreign data wrapper fdw is 'fdw'; grant usage on foreign data wrapper fdw to pg_monitor with grant option;
create server fs type 't' version '1' foreign data wrapper fdw options (dbname 'x''y'); comment on server fs is 'fs'; grant usage on foreign server fs to public; alter server fs owner to pg_monitor;
create user mapping for public server fs; create user mapping for pg_monitor server fs options (user 'bob', password 'hunter2');
create subscription sub connection 'host=127.0.0.1 port=1 password=hunter2 user=x' publication b, a with (connect = false, binary = true, streaming = on, disable_on_error = true, synchronous_commit = local); -- since 15
create subscription sub connection 'host=127.0.0.1 port=1 password=hunter2 user=x' publication b, a with (connect = false, synchronous_commit = local); -- before 15
comment on subscription sub is 'sub';
create subscription sub2 connection 'postgresql://u:hunter2@127.0.0.1:1/d' publication a with (connect = false, slot_name = NONE);
do $x$ begin
execute format('comment on database %I is %L', current_database(), 'it''s 100% $$');
execute format('alter database %I set search_path = "$user", app, "A b"', current_database()); execute format('alter database %I set work_mem = ''64MB''', current_database()); execute format('alter role dbtool_kinds in database %I set datestyle = ''ISO, DMY''', current_database());
execute format('grant create on database %I to pg_monitor with grant option', current_database()); execute format('revoke connect on database %I from public', current_database());
end $x$;
