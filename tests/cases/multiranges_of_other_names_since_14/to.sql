create type span as range (subtype = float8, multirange_type_name = "All spans"); create type len as range (subtype = float8);
create type held as range (subtype = float8, multirange_type_name = all_held); create table t (h held);
