CREATE TABLE place (a int, b int);
CREATE TABLE t (id int PRIMARY KEY, p place, q place[]);
