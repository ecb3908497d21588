-- One that nothing needs is moved, another one made anew with what is held moved over.
create schema a; create schema "B c"; create type a.free as range (subtype = float8, multirange_type_name = "B c".frees); create type a.home as range (subtype = float8);
create type a.held as range (subtype = int8, multirange_type_name = "B c".many); create table a.t (r a.held, m "B c".many, l "B c".many[]);
comment on type "B c".many is 'of another schema'; create function a.f("B c".many) returns a.held language sql as 'select range_merge($1)';
create type a.x as range (subtype = int4, multirange_type_name = a.mx); comment on type a.mx is 'goes';
