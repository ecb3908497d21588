CREATE TABLE t (id int PRIMARY KEY, a int, b boolean, c date, d jsonb, e int[], f bigint, g bytea, h interval, i uuid, j int, k timestamptz, l boolean);
