CREATE TABLE a (x int);
CREATE TYPE b AS (x int);
CREATE TABLE c (v b, w b[]);
