CREATE TABLE a (x int DEFAULT 2);
CREATE TABLE b (x int, w int);
CREATE TABLE c (z int) INHERITS (a, b);
