CREATE TABLE a (x int, z text NOT NULL DEFAULT 'q');
CREATE TABLE b (y int);
CREATE TABLE c (y int) INHERITS (a);
