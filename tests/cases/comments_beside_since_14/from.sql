-- A range type and its multirange may each have one.
create schema app; create type app.span as range (subtype = bigint, multirange_type_name = app.spans);
comment on type app.span is 'one'; comment on type app.spans is 'many';
create type app.other as range (subtype = bigint); comment on type app.other_multirange is 'others';
create type app.third as range (subtype = bigint);
create table app.t (s app.span);
