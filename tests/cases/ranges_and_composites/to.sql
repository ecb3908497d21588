create schema app;
create type app.fr as range (subtype = float8, subtype_diff = float8mi);
create type app.come as range (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
create type app.pair as (a bigint, b text, added numeric(5, 2)[]);
create type app.other as (x int, y text collate "C");
create table app.t (r app.fr, p app.pair, ps app.pair[], primary key (r));
create view app.v as select (p).a, r from app.t;
comment on type app.pair is 'pair'; alter type app.fr owner to pg_monitor;
