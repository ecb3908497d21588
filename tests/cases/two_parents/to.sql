CREATE TABLE a (x bigint DEFAULT 2);
CREATE TABLE b (w int);
CREATE TABLE c (z int) INHERITS (a, b);
