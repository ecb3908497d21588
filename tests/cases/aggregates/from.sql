create schema app; create function app.st(numeric, int) returns numeric language sql immutable as 'select $1 + $2'; create function app.fin(numeric) returns text language sql immutable as 'select $1::text';
create aggregate app.kept(int) (sfunc = app.st, stype = numeric, initcond = '0'); create aggregate app.final(int) (sfunc = app.st, stype = numeric); create aggregate app.gone(*) (sfunc = int8inc, stype = int8, initcond = '0');
create view app.v as select app.final(x) as f from (values (1)) as v(x); comment on aggregate app.kept(int) is 'before';
