-- Operators and their classes and families, casts, conversions, access methods, languages, transforms. What
-- the server's own C code does stands behind them: plpgsql's handler, the hash method, the heap.
create schema app; create schema "O p";
create function app.f_eq(int, text) returns boolean language sql immutable as $$ select $1::text = $2 $$;
create function app.f_eq2(text, int) returns boolean language sql immutable as $$ select $2::text = $1 $$;
create function app.f_ne(int, text) returns boolean language sql immutable as $$ select $1::text <> $2 $$;
create operator app.=== (function = app.f_eq, leftarg = int, rightarg = text, commutator = operator(app.===), negator = operator("O p".!==), restrict = eqsel, join = eqjoinsel, hashes);
create operator app.=== (function = app.f_eq2, leftarg = text, rightarg = int, commutator = operator(app.===), restrict = eqsel, hashes, merges);
create operator "O p".!== (function = app.f_ne, leftarg = int, rightarg = text, negator = operator(app.===));
create function app.pre(bigint) returns bigint language sql immutable as 'select -$1';
create operator app.@#@ (rightarg = bigint, function = app.pre);
create function app.uses() returns bigint language sql as 'select operator(app.@#@) 3::bigint';
create function app.aaa() returns boolean language sql as $$select 1 operator(app.===) 'x'::text$$;
create view app.v as select 1 operator(app.===) '1'::text as r;
create function app.alt(int,int) returns boolean language sql immutable as 'select abs($1)<abs($2)';
create function app.ale(int,int) returns boolean language sql immutable as 'select abs($1)<=abs($2)';
create function app.aeq(int,int) returns boolean language sql immutable as 'select abs($1)=abs($2)';
create function app.age(int,int) returns boolean language sql immutable as 'select abs($1)>=abs($2)';
create function app.agt(int,int) returns boolean language sql immutable as 'select abs($1)>abs($2)';
create function app.acmp(int,int) returns int language sql immutable as 'select btint4cmp(abs($1),abs($2))';
create function app.ahash(int) returns int language sql immutable as 'select hashint4(abs($1))';
create operator app.|< (function=app.alt, leftarg=int, rightarg=int, commutator=operator(app.|>), negator=operator(app.|>=), restrict=scalarltsel, join=scalarltjoinsel);
create operator app.|<= (function=app.ale, leftarg=int, rightarg=int, commutator=operator(app.|>=), negator=operator(app.|>));
create operator app.|= (function=app.aeq, leftarg=int, rightarg=int, commutator=operator(app.|=), hashes, merges);
create operator app.|>= (function=app.age, leftarg=int, rightarg=int, commutator=operator(app.|<=), negator=operator(app.|<));
create operator app.|> (function=app.agt, leftarg=int, rightarg=int, commutator=operator(app.|<), negator=operator(app.|<=));
create operator class app.abs_ops for type int using btree as operator 1 app.|<, operator 2 app.|<=, operator 3 app.|=, operator 4 app.|>=, operator 5 app.|>, function 1 app.acmp(int,int);
create operator class app.abs_ops for type int using hash as operator 1 app.|=, function 1 app.ahash(int);
create operator family app.fam using btree;
create operator class app.in_fam for type int using btree family app.fam as operator 1 app.|<, operator 2 app.|<=, operator 3 app.|=, operator 4 app.|>=, operator 5 app.|>, function 1 app.acmp(int,int);
create function app.xlt(int,bigint) returns boolean language sql immutable as 'select abs($1)<abs($2)';
create function app.xcmp(int,bigint) returns int language sql immutable as 'select btint8cmp(abs($1)::bigint,abs($2))';
create operator app.|< (function=app.xlt, leftarg=int, rightarg=bigint);
alter operator family app.fam using btree add operator 1 app.|< (int,bigint), function 1 (int,bigint) app.xcmp(int,bigint);
create operator family app.empty using gin;
create operator class app.g_ops for type point using gist as operator 15 <->(point,point) for order by pg_catalog.float_ops, operator 1 <<(point,point), function 1 gist_point_consistent(internal,point,smallint,oid,internal), function 2 gist_box_union(internal,internal), function 5 gist_box_penalty(internal,internal,internal), function 6 gist_box_picksplit(internal,internal), function 7 gist_box_same(box,box,internal), function 3 gist_point_compress(internal), storage box;
create table app.t (id int primary key, p point, n int, exclude using btree (n app.abs_ops with app.|=));
create index ti on app.t (n app.abs_ops, id app.in_fam desc); create index th on app.t using hash (n app.abs_ops); create index tg on app.t using gist (p app.g_ops);
create type app.rng as range (subtype=int, subtype_opclass=app.abs_ops);
-- casts
create type app.pt as (x int, y int);
create function app.pt_text(app.pt) returns text language sql immutable as $$select $1.x||','||$1.y$$;
create function app.text_pt(text) returns app.pt language sql immutable as $$select row(1,2)::app.pt$$;
create function app.i2b(int, int, boolean) returns app.pt language sql immutable as $$select row($1,$2)::app.pt$$;
create cast (app.pt as text) with function app.pt_text(app.pt) as assignment;
create cast (text as app.pt) with function app.text_pt(text);
create cast (int as app.pt) with function app.i2b(int,int,boolean) as implicit;
create cast (app.pt as json) with inout as implicit;
create function app.i2date(int) returns date language sql immutable as $$select date '2000-01-01' + $1$$;
create cast (int as date) with function app.i2date(int) as assignment;
create cast (oid as date) without function;
create function app.a_cast() returns date language sql as 'select 5::date';
create table app.c (d date default 5, j json default row(1,2)::app.pt);
-- conversions
create conversion app.conv for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1; create default conversion "O p"."Con v" for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
-- am
create access method bt2 type index handler hashhandler; create access method "heap 2" type table handler heap_tableam_handler;
create table app.h2 (i int) using "heap 2";
create operator class app.bt2_ops default for type int using bt2 as operator 1 =, function 1 hashint4(int);
create index h2i on app.h2 using bt2 (i);
-- languages
create function app.call_h() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
create function app.inl(internal) returns void language c as '$libdir/plpgsql', 'plpgsql_inline_handler';
create function app.val(oid) returns void language c as '$libdir/plpgsql', 'plpgsql_validator';
create trusted language mylang handler app.call_h inline app.inl validator app.val;
create language "My Lang" handler app.call_h;
create function app.in_my() returns int language mylang as 'begin return 1; end';
revoke usage on language mylang from public; grant usage on language mylang to pg_monitor with grant option;
create function app.tf_from(internal) returns internal language internal immutable as 'boolin';
create function app.tf_to(internal) returns app.pt language internal immutable as 'boolin';
create transform for app.pt language mylang (from sql with function app.tf_from(internal), to sql with function app.tf_to(internal));
create transform for int language "My Lang" (from sql with function app.tf_from(internal));
create function app.with_tf(app.pt) returns int transform for type app.pt language mylang as 'begin return 1; end';
comment on operator app.===(int,text) is 'o'; comment on operator app.@#@ (none,bigint) is 'pre'; comment on operator family app.fam using btree is 'f'; comment on operator class app.abs_ops using hash is 'c'; comment on cast (int as date) is 'ca'; comment on conversion app.conv is 'cv'; comment on access method bt2 is 'am'; comment on language mylang is 'l'; comment on transform for app.pt language mylang is 't';
alter operator app.===(int,text) owner to pg_monitor; alter operator family app.fam using btree owner to pg_monitor; alter operator class app.abs_ops using hash owner to pg_monitor; alter conversion app.conv owner to pg_monitor; alter language "My Lang" owner to pg_monitor;
-- replace a function under operator, class, indexes, exclusion; range type
drop view app.v; drop operator app.===(text, int); drop operator "O p".!==(int,text);
create or replace function app.f_eq(int, text) returns boolean language sql stable as $$ select $1::text = $2||'' $$;
-- function with other argument names must be dropped
drop operator class app.in_fam using btree cascade; drop type app.rng; alter table app.t drop constraint t_n_excl; drop operator class app.abs_ops using btree; drop operator app.|<(int,int); drop function app.alt(int,int);
create function app.alt(a int, b int) returns boolean language sql immutable as 'select abs($1)<abs($2)';
create operator app.|< (function=app.alt, leftarg=int, rightarg=int, commutator=operator(app.|>), restrict=scalarltsel);
drop function app.pt_text(app.pt) cascade; create function app.pt_text(p app.pt) returns text language sql immutable as $$select 'x'$$; create cast (app.pt as text) with function app.pt_text(app.pt) as implicit;
alter operator class app.abs_ops using hash rename to hops;
alter table app.t add column e int;
create index tnew on app.t using hash (e app.hops);
