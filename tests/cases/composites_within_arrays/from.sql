CREATE TYPE place AS (a int, b text);
CREATE TABLE t (id int PRIMARY KEY, p place, q place[]);
