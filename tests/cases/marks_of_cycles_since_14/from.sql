CREATE TABLE edges (f int, t int);
CREATE VIEW ways AS SELECT f, t, 'N' AS round FROM edges;
