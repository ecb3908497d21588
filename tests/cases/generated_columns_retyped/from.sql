CREATE TABLE t (
    a integer NOT NULL,
    b text,
    c integer GENERATED ALWAYS AS (a + 1) STORED,
    d text GENERATED ALWAYS AS (upper(b)) STORED CHECK (d <> ''),
    e integer
);
CREATE INDEX t_c ON t (c);
CREATE VIEW v AS SELECT c, d FROM t;
COMMENT ON COLUMN t.c IS 'one more';
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE moods (m mood, sad boolean GENERATED ALWAYS AS (m = 'sad') STORED);
