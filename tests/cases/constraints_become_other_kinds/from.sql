CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT one CHECK (a > 0), b int CONSTRAINT two UNIQUE, r int4range, CONSTRAINT three EXCLUDE USING gist (r WITH &&));
