CREATE TABLE place (a int, b int, c int NOT NULL DEFAULT 3, d text);
CREATE TABLE t (id int PRIMARY KEY, p place, q place[]);
