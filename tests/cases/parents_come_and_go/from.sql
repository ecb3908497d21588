CREATE TABLE a (x int);
CREATE TABLE b (y int);
CREATE TABLE c (y int) INHERITS (a, b);
