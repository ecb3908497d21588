CREATE TYPE a AS (x int);
CREATE TABLE b (x int);
CREATE TABLE c (v a, w a[]);
