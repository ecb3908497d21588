-- What came with PostgreSQL 14.
CREATE TABLE t (a text COMPRESSION pglz, b text, c int, d jsonb);
ALTER TABLE t ALTER b SET COMPRESSION pglz;
CREATE STATISTICS on_expression ON (c + 1) FROM t;
CREATE STATISTICS on_expressions (mcv, ndistinct) ON lower(a), c, (d -> 'x') FROM t;
CREATE TABLE p (k int) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
