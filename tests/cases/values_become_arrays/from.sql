CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'x', b int, c varchar(20) NOT NULL, d mood, e uuid);
CREATE VIEW v AS SELECT b FROM t;
