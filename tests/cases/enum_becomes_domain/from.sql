CREATE TYPE st AS ENUM ('on', 'off');
CREATE TABLE t (id int, s st NOT NULL DEFAULT 'on', hist st[]);
CREATE INDEX ts ON t (s) WHERE s = 'on';
CREATE VIEW v AS SELECT s FROM t;
ALTER TABLE t ADD CHECK (s <> 'off' OR id > 0);
