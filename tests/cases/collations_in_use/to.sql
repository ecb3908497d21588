CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
CREATE DOMAIN nm AS text COLLATE "POSIX";
CREATE TABLE t (id int, a text COLLATE "C", b text UNIQUE, c text COLLATE ci PRIMARY KEY, n nm, g text GENERATED ALWAYS AS (lower(b)) STORED);
CREATE INDEX ti ON t (a COLLATE "POSIX", n);
CREATE VIEW v AS SELECT a COLLATE ci AS a, b, c FROM t;
CREATE TYPE comp AS (x text);
CREATE TABLE u (c text COLLATE ci REFERENCES t, x comp);
CREATE TYPE rg AS RANGE (subtype = text, collation = "POSIX");
