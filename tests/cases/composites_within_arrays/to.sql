CREATE TYPE place AS (a bigint, b text, c date);
CREATE TABLE t (id int PRIMARY KEY, p place, q place[]);
