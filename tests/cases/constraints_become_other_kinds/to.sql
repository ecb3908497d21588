CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT two CHECK (a > 0), b int CONSTRAINT three UNIQUE, r int8range, CONSTRAINT one EXCLUDE USING gist (r WITH &&));
