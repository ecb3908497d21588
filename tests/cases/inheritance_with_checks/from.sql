CREATE TABLE p (id int, name varchar(20) DEFAULT 'p', CHECK (id > 0));
CREATE TABLE q (z int);
CREATE TABLE c1 (own int) INHERITS (p);
CREATE TABLE c2 (name varchar(20) DEFAULT 'c2', own text) INHERITS (p);
CREATE TABLE c3 (id int, name varchar(20));

CREATE INDEX c1i ON c1 (name);
CREATE VIEW vp AS SELECT * FROM p;
CREATE VIEW vc AS SELECT name FROM c1;
ALTER TABLE ONLY p ADD CONSTRAINT only_p CHECK (id < 1000) NO INHERIT;
