CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE DOMAIN nm AS text COLLATE "C";
CREATE TABLE t (id int, a text, b text COLLATE "C" UNIQUE, c text COLLATE ci PRIMARY KEY, n nm, g text GENERATED ALWAYS AS (lower(b)) STORED);
CREATE INDEX ti ON t (a COLLATE "C", n);
CREATE VIEW v AS SELECT a COLLATE ci AS a, b, c FROM t;
CREATE TYPE comp AS (x text COLLATE "C");
CREATE TABLE u (c text COLLATE ci REFERENCES t, x comp);
CREATE TYPE rg AS RANGE (subtype = text, collation = "C");
