-- A type that is put in another's place while a table that holds it is made anew, since its key is retyped.
create type st as enum ('a', 'b', 'c');
create domain dst as st default 'a';
create type pair as (x int, y text);
create type pairs as (one pair, many pair[]);
create table ev (
    id int generated always as identity, at date not null, st dst not null, arr st[] default '{a,b}',
    p pair, ps pair[], two pairs, g int generated always as (id * 2) stored, tenant int not null, was st,
    primary key (id, at)
) partition by range (at);
create table ev1 partition of ev for values from ('2020-01-01') to ('2021-01-01');
create table ev2 partition of ev for values from ('2021-01-01') to ('2022-01-01');
create table evd partition of ev default;
create index on ev (tenant) where st::st <> 'c';
create statistics ev_s on at, tenant from ev;
create table ref (id int primary key, eid int, eat date, st st, foreign key (eid, eat) references ev (id, at) on delete cascade);
create policy p on ev using (st::st = 'a' and at > '2020-01-01');
alter table ev enable row level security;
create view v as select id, at, st, arr from ev where st::st <> 'b';
comment on view v is 'hello';
comment on column v.at is 'when';
create function f(x st) returns int language sql as $$ select case x when 'a' then 1 else 2 end $$;

-- One that its table is divided by, at the top and below, with a partition that stands by itself afterwards.
create type kind as enum ('k', 'l', 'm');
create table li (id int, k kind not null) partition by list (k);
create table li1 partition of li for values in ('k', 'm');
create table lid partition of li default;
create table ra (id int not null, k kind not null, unique (id, k)) partition by range (id);
create table ra1 partition of ra for values from (0) to (100) partition by list (k);
create table ra1k partition of ra1 for values in ('k');
create table ra1d partition of ra1 default;
create table ra2 partition of ra for values from (100) to (200);
create view lv as select k, count(*) from li group by k;
create table ha (id int, k kind) partition by hash (k);
create table ha0 partition of ha for values with (modulus 2, remainder 0);
create table ha1 partition of ha for values with (modulus 2, remainder 1);

-- A label more while the table is made anew.
create type more as enum ('x', 'z');
create table mo (id int, at date, m more default 'x') partition by range (at);
create table mo1 partition of mo default;
