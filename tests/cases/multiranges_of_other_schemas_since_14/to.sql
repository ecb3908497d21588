create schema a; create schema "B c"; create type a.free as range (subtype = float8); create type a.home as range (subtype = float8, multirange_type_name = "B c".home_multirange);
create type a.held as range (subtype = int8); create table a.t (r a.held, m a.held_multirange, l a.held_multirange[]);
create type a.x as range (subtype = int4, multirange_type_name = a.my);
