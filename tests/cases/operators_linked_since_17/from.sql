-- What an operator has not can be given to it from version 17 on; to take it away, it is made anew.
create schema app;
create function app.f_lt(integer, text) returns boolean language sql immutable as 'select $1::text < $2';
create function app.f_gt(text, integer) returns boolean language sql immutable as 'select $2::text < $1';
create function app.f_ge(integer, text) returns boolean language sql immutable as 'select $1::text >= $2';
create function app.f_eq(integer, integer) returns boolean language sql immutable as 'select abs($1) = abs($2)';
create operator app.<# (function = app.f_lt, leftarg = integer, rightarg = text);
create operator app.># (function = app.f_gt, leftarg = text, rightarg = integer);
create operator app.>=# (function = app.f_ge, leftarg = integer, rightarg = text);
create operator app.|= (function = app.f_eq, leftarg = integer, rightarg = integer);
create view app.v as select 1 operator(app.|=) -1 as same;
