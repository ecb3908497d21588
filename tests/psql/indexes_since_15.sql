-- Indexes: keys, operator classes, methods, options, predicates, and their marks.
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
CREATE SCHEMA other;
CREATE COLLATION other.odd (provider = icu, locale = 'de');
CREATE FUNCTION other.twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1';
CREATE OPERATOR CLASS other.int_ops FOR TYPE int USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);

CREATE TABLE t (
    id int PRIMARY KEY,
    n int UNIQUE,
    a text, b text COLLATE "C", c timestamptz, d jsonb, e int[], f point, g tsvector, h int4range,
    "Mixed Case" text, "select" text
);
CREATE INDEX z_plain ON t (a);
CREATE UNIQUE INDEX a_unique ON t (a, b);
CREATE UNIQUE INDEX nulls ON t (a) NULLS NOT DISTINCT;
CREATE INDEX orders ON t (a DESC, b NULLS FIRST, c DESC NULLS LAST, n ASC NULLS LAST);
CREATE INDEX collations ON t (a COLLATE "C", b COLLATE "und-x-icu", lower(a) COLLATE other.odd, b COLLATE "default");
CREATE INDEX opclasses ON t (a text_pattern_ops, n other.int_ops DESC, lower(a) varchar_pattern_ops);
CREATE INDEX quoted ON t ("Mixed Case", "select");
CREATE INDEX "Quoted ""Index""" ON t (lower("Mixed Case"));
CREATE INDEX expressions ON t (lower(a), (a || b), (a::varchar(3)), (d ->> 'x'), other.twice(n), (-n), (n + 1), COALESCE(a, b), GREATEST(n, 1), NULLIF(a, ''), (a IS NULL));
CREATE INDEX zoned ON t ((c AT TIME ZONE 'UTC'), EXTRACT(year FROM c AT TIME ZONE 'UTC'), SUBSTRING(a FROM 2 FOR 3), TRIM(BOTH 'x' FROM a), (c AT TIME ZONE 'UTC' > '2020-01-01'));
CREATE INDEX cased ON t ((CASE WHEN n > 0 THEN 'pos' ELSE 'neg' END), lower(CASE WHEN n > 0 THEN a ELSE b END));
CREATE INDEX arrays ON t ((ARRAY[a, b]), (e[1]), array_length(e, 1), (n = ANY (e)));
CREATE INDEX included ON t (a) INCLUDE (b, "select") WITH (deduplicate_items = off, fillfactor = 70) WHERE b IS NOT NULL;
CREATE UNIQUE INDEX everything ON t (lower(a) COLLATE "C" text_pattern_ops DESC NULLS LAST) INCLUDE (n) NULLS NOT DISTINCT WITH (fillfactor = 50) WHERE n > 0 OR a = 'x';
CREATE INDEX partial ON t (a) WHERE c > '2020-01-01' AND (n IN (1, 2, 3) OR a LIKE 'x%') AND NOT b = 'y';
CREATE INDEX partial_case ON t (a) WHERE CASE WHEN n > 0 THEN true ELSE false END;
CREATE INDEX overlapping ON t (a) WHERE (c, c) OVERLAPS (c, c);
CREATE INDEX hashed ON t USING hash (a);
CREATE INDEX gin_default ON t USING gin (d, e, g);
CREATE INDEX gin_path ON t USING gin (d jsonb_path_ops) WITH (fastupdate = off, gin_pending_list_limit = 128);
CREATE INDEX gin_trigrams ON t USING gin (lower(a) gin_trgm_ops);
CREATE INDEX gist_options ON t USING gist (a gist_trgm_ops (siglen = 32), g tsvector_ops (siglen = 100));
CREATE INDEX gist_plain ON t USING gist (f, h);
CREATE INDEX spgist ON t USING spgist (f kd_point_ops);
CREATE INDEX brin ON t USING brin (c timestamptz_minmax_multi_ops (values_per_range = 16), n int4_bloom_ops) WITH (autosummarize = true, pages_per_range = 32);

CREATE TABLE marked (
    id int NOT NULL, code text NOT NULL UNIQUE NULLS NOT DISTINCT, other text, span int4range,
    CONSTRAINT marked_key PRIMARY KEY (id, code) INCLUDE (other) WITH (fillfactor = 80) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT waits UNIQUE (code, id) DEFERRABLE,
    CONSTRAINT includes UNIQUE (id) INCLUDE (other) WITH (fillfactor = 60),
    CONSTRAINT excludes EXCLUDE USING gist (id WITH =, span WITH &&),
    CONSTRAINT excludes_some EXCLUDE USING gist (id WITH <>, (lower(code)) COLLATE "C" WITH =, int4range(id, id + 1) WITH &&)
        INCLUDE (other) WITH (fillfactor = 90) WHERE (id > 0 AND code <> '') DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX marked_identity ON marked (code);
ALTER TABLE marked REPLICA IDENTITY USING INDEX marked_identity;
ALTER TABLE marked CLUSTER ON includes;

CREATE TABLE broken (a int);
INSERT INTO broken VALUES (1), (1);
