CREATE TABLE p (id bigint, name text DEFAULT 'pp', added date, CHECK (id > 1));
CREATE TABLE q (z bigint);
CREATE TABLE c1 (own int, added date) INHERITS (p);
CREATE TABLE c2 (name text DEFAULT 'c2', own text) INHERITS (p);
CREATE TABLE c3 (id bigint, name text, added date, CONSTRAINT p_id_check CHECK (id > 1)) INHERITS (p);

CREATE INDEX c1i ON c1 (name);
CREATE VIEW vp AS SELECT * FROM p;
CREATE VIEW vc AS SELECT name FROM c1;
