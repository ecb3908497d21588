create schema app; create type app.span as range (subtype = integer, multirange_type_name = app.spans);
comment on type app.span is 'one'; comment on type app.spans is 'many';
create type app.other as range (subtype = bigint); comment on type app.other is 'other';
create type app.third as range (subtype = bigint); comment on type app.third_multirange is 'third';
create table app.t (s app.span);
