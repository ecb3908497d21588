CREATE FUNCTION thrice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN n * 3;
CREATE TABLE t (
    id integer PRIMARY KEY,
    a integer,
    c integer GENERATED ALWAYS AS (a + fresh) STORED,
    d integer GENERATED ALWAYS AS (thrice(a)) STORED CHECK (d >= 0),
    fresh integer DEFAULT 7
);
CREATE UNIQUE INDEX t_c ON t (c);
CREATE VIEW v AS SELECT c, d FROM t;
COMMENT ON COLUMN t.c IS 'computed';
CREATE TABLE parent (a integer, c integer GENERATED ALWAYS AS (a + 2) STORED);
CREATE TABLE child (c integer GENERATED ALWAYS AS (a + 10) STORED) INHERITS (parent);
CREATE TABLE p (a integer, c integer GENERATED ALWAYS AS (a + 2) STORED) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE plain () INHERITS (parent);
CREATE TABLE below (more integer) INHERITS (plain);
