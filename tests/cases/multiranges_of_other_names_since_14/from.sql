create type span as range (subtype = float8); create type len as range (subtype = float8, multirange_type_name = lens);
create type held as range (subtype = float8); create table t (h held);
