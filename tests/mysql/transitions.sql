-- ## charset of a table and its columns
CREATE TABLE t (id int PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'é', b text, c char(3) CHARACTER SET ascii, d enum('x','é')) DEFAULT CHARSET=latin1;
-- ## to
CREATE TABLE t (id int PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'é', b text, c char(3) CHARACTER SET ascii, d enum('x','é')) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
-- ## collation of one column
CREATE TABLE t (a varchar(20), b varchar(20) COLLATE utf8mb4_bin, KEY (a, b)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
-- ## to
CREATE TABLE t (a varchar(20) COLLATE utf8mb4_bin, b varchar(20), KEY (a, b)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
-- ## charset of a table alone
CREATE TABLE t (a varchar(20) CHARACTER SET utf8mb4, n int) DEFAULT CHARSET=latin1;
-- ## to
CREATE TABLE t (a varchar(20), n int) DEFAULT CHARSET=utf8mb4;
-- ## columns move and change
CREATE TABLE t (a int, b int, c varchar(5), d int, e int);
-- ## to
CREATE TABLE t (e bigint, d int NOT NULL DEFAULT 3, b int, x int, a int, c varchar(50));
-- ## order of indexes
CREATE TABLE t (a int, b int, c int, KEY k1 (a), KEY k2 (b), UNIQUE KEY u (c));
-- ## to
CREATE TABLE t (a int, b int, c int, UNIQUE KEY u (c), KEY k2 (b), KEY k1 (a));
-- ## columns of an index
CREATE TABLE t (a int, b varchar(100), c text, KEY k (a, b), KEY p (b(10)), FULLTEXT KEY f (b));
-- ## to
CREATE TABLE t (a int, b varchar(100), c text, KEY k (b, a), KEY p (b(20)), FULLTEXT KEY f (b, c), KEY d (a DESC));
-- ## generated columns
CREATE TABLE t (a int, b int, v int GENERATED ALWAYS AS (a + b) VIRTUAL, s int GENERATED ALWAYS AS (a * b) STORED, KEY kv (v));
-- ## to
CREATE TABLE t (a int, b int, v int GENERATED ALWAYS AS (a - b) VIRTUAL, s bigint GENERATED ALWAYS AS (a * b + 1) STORED, w int GENERATED ALWAYS AS (v + 1) VIRTUAL, KEY kv (v, w));
-- ## generated becomes plain
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED, v int GENERATED ALWAYS AS (a + 1) VIRTUAL, z int);
-- ## to
CREATE TABLE t (a int, g int, v int GENERATED ALWAYS AS (a + 1) STORED, z int GENERATED ALWAYS AS (a) VIRTUAL);
-- ## a column that a generated one reads
CREATE TABLE t (a int, j json, g int GENERATED ALWAYS AS (a * 2) STORED);
-- ## to
CREATE TABLE t (b bigint, j json, g bigint GENERATED ALWAYS AS (b * 2) STORED, n varchar(20) GENERATED ALWAYS AS (json_unquote(json_extract(j, '$.n'))) VIRTUAL, KEY n (n));
-- ## defaults
CREATE TABLE t (a int DEFAULT 1, b varchar(9) DEFAULT 'x', c datetime DEFAULT NULL, d timestamp NULL, e decimal(5,2) NOT NULL DEFAULT 0, f bit(3) DEFAULT b'101', g date, h text, i char(36));
-- ## to
CREATE TABLE t (a int, b varchar(9) DEFAULT '', c datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), d timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, e decimal(6,3) DEFAULT '1.5', f bit(3) DEFAULT b'0', g date DEFAULT (curdate()), h text DEFAULT ('abc'), i char(36) DEFAULT (uuid()));
-- ## checks
CREATE TABLE t (a int CHECK (a > 0), b int, CONSTRAINT pos CHECK (b > 0), CONSTRAINT both_of CHECK (a < b));
-- ## to
CREATE TABLE t (a int CHECK (a > 1), b int, CONSTRAINT pos CHECK (b >= 0), CONSTRAINT named CHECK (a in (1, 2, 3)));
-- ## foreign keys with implicit indexes
CREATE TABLE p (id int PRIMARY KEY, x int, UNIQUE KEY (x));
CREATE TABLE c (id int PRIMARY KEY, p_id int, q_id int, CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id));
-- ## to
CREATE TABLE p (id int PRIMARY KEY, x int, UNIQUE KEY (x));
CREATE TABLE c (id int PRIMARY KEY, p_id int, q_id int, KEY both_of (p_id, q_id), CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE ON UPDATE SET NULL, CONSTRAINT c_q FOREIGN KEY (q_id) REFERENCES p (x));
-- ## a foreign key's columns change type
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p_id int, CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id));
CREATE TABLE d (p_id int PRIMARY KEY, CONSTRAINT d_p FOREIGN KEY (p_id) REFERENCES p (id));
-- ## to
CREATE TABLE p (id bigint unsigned PRIMARY KEY AUTO_INCREMENT);
CREATE TABLE c (id int PRIMARY KEY, p_id bigint unsigned NOT NULL, CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id));
CREATE TABLE d (p_id bigint unsigned PRIMARY KEY, CONSTRAINT d_p FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE);
-- ## tables in a circle go
CREATE TABLE a (id int PRIMARY KEY, b_id int);
CREATE TABLE b (id int PRIMARY KEY, a_id int, CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a (id));
ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b (id);
CREATE TABLE s (id int PRIMARY KEY, s_id int, CONSTRAINT s_s FOREIGN KEY (s_id) REFERENCES s (id));
-- ## to
CREATE TABLE other (id int);
-- ## a foreign key's table goes
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p_id int, CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id));
-- ## to
CREATE TABLE c (id int PRIMARY KEY, p_id int);
-- ## primary key
CREATE TABLE t (id int NOT NULL AUTO_INCREMENT, code varchar(10) NOT NULL, PRIMARY KEY (id), UNIQUE KEY code (code));
-- ## to
CREATE TABLE t (id int NOT NULL AUTO_INCREMENT, code varchar(10) NOT NULL, PRIMARY KEY (code), UNIQUE KEY id (id));
-- ## primary key with and without auto increment
CREATE TABLE t (id int NOT NULL, x int, PRIMARY KEY (id));
CREATE TABLE u (a int NOT NULL AUTO_INCREMENT PRIMARY KEY, b int);
CREATE TABLE v (a int NOT NULL, b int NOT NULL);
CREATE TABLE w (a int NOT NULL AUTO_INCREMENT PRIMARY KEY, b int);
-- ## to
CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, x int, PRIMARY KEY (id));
CREATE TABLE u (a int NOT NULL, b int NOT NULL AUTO_INCREMENT PRIMARY KEY);
CREATE TABLE v (a int NOT NULL, b int NOT NULL, id int NOT NULL AUTO_INCREMENT, PRIMARY KEY (id), UNIQUE KEY (a, b));
CREATE TABLE w (b int);
-- ## partitions
CREATE TABLE r (id int NOT NULL, d date NOT NULL, PRIMARY KEY (id, d)) PARTITION BY RANGE (year(d)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN (2021), PARTITION p2 VALUES LESS THAN MAXVALUE);
CREATE TABLE l (id int, k int) PARTITION BY LIST (k) (PARTITION a VALUES IN (1,2), PARTITION b VALUES IN (3));
CREATE TABLE h (id int) PARTITION BY HASH (id) PARTITIONS 4;
CREATE TABLE k (id int PRIMARY KEY) PARTITION BY KEY (id) PARTITIONS 2;
CREATE TABLE n (id int);
-- ## to
CREATE TABLE r (id int NOT NULL, d date NOT NULL, PRIMARY KEY (id, d)) PARTITION BY RANGE (year(d)) (PARTITION p1 VALUES LESS THAN (2021), PARTITION p15 VALUES LESS THAN (2022), PARTITION p2 VALUES LESS THAN MAXVALUE);
CREATE TABLE l (id int, k int) PARTITION BY LIST (k) (PARTITION a VALUES IN (1,2), PARTITION b VALUES IN (3,4), PARTITION c VALUES IN (5));
CREATE TABLE h (id int) PARTITION BY HASH (id) PARTITIONS 6;
CREATE TABLE k (id int PRIMARY KEY);
CREATE TABLE n (id int) PARTITION BY RANGE (id) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION x VALUES LESS THAN (10), PARTITION y VALUES LESS THAN MAXVALUE);
-- ## range columns and list columns
CREATE TABLE a (d date, k varchar(5)) PARTITION BY RANGE COLUMNS (d, k) (PARTITION p0 VALUES LESS THAN ('2020-01-01','m'), PARTITION p1 VALUES LESS THAN (MAXVALUE, MAXVALUE));
CREATE TABLE b (k varchar(5)) PARTITION BY LIST COLUMNS (k) (PARTITION x VALUES IN ('a','b'), PARTITION y VALUES IN ('c', NULL));
-- ## to
CREATE TABLE a (d date, k varchar(5)) PARTITION BY RANGE COLUMNS (d, k) (PARTITION p0 VALUES LESS THAN ('2020-01-01','m') COMMENT = 'old', PARTITION p1 VALUES LESS THAN (MAXVALUE, MAXVALUE));
CREATE TABLE b (k varchar(5)) PARTITION BY LIST COLUMNS (k) (PARTITION x VALUES IN ('a'), PARTITION z VALUES IN ('b','d'), PARTITION y VALUES IN ('c', NULL));
-- ## table options
CREATE TABLE t (a int) ROW_FORMAT=COMPACT COMMENT='old';
CREATE TABLE m (a int) ENGINE=MyISAM;
CREATE TABLE s (a int PRIMARY KEY) STATS_PERSISTENT=1;
-- ## to
CREATE TABLE t (a int) ROW_FORMAT=DYNAMIC COMMENT='it''s "new"\nand \\ more';
CREATE TABLE m (a int) ENGINE=InnoDB;
CREATE TABLE s (a int PRIMARY KEY);
-- ## comments
CREATE TABLE t (a int COMMENT 'one', b int, KEY k (a) COMMENT 'key') COMMENT='t';
-- ## to
CREATE TABLE t (a int, b int COMMENT 'it''s', KEY k (a));
-- ## views over views
CREATE TABLE t (a int, b int);
CREATE VIEW v1 AS SELECT a FROM t;
CREATE VIEW v2 AS SELECT a FROM v1;
CREATE VIEW v3 AS SELECT v2.a, t.b FROM v2 JOIN t ON t.a = v2.a;
-- ## to
CREATE TABLE t (a int, b int, c int);
CREATE VIEW v1 AS SELECT a, c FROM t WHERE a > 0;
CREATE VIEW v2 AS SELECT a, c FROM v1 WITH CASCADED CHECK OPTION;
CREATE VIEW a_first AS SELECT c FROM v2;
-- ## a view becomes a table
CREATE TABLE t (a int);
CREATE VIEW x AS SELECT a FROM t;
CREATE VIEW y AS SELECT a FROM x;
-- ## to
CREATE TABLE t (a int);
CREATE TABLE x (a int);
CREATE VIEW y AS SELECT a FROM x;
-- ## a view's table loses a column
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
-- ## to
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
-- ## views of dashes and functions
CREATE TABLE `my-table` (`a-b` int, `c``d` int);
CREATE FUNCTION twice(x int) RETURNS int DETERMINISTIC RETURN x * 2;
CREATE VIEW `a-view` AS SELECT twice(`a-b`) AS `it's`, count(*) AS `n` FROM `my-table` GROUP BY `a-b`;
-- ## to
CREATE TABLE `my-table` (`a-b` int, `c``d` int, `e f` int);
CREATE FUNCTION thrice(x int) RETURNS int DETERMINISTIC RETURN x * 3;
CREATE VIEW `a-view` AS SELECT thrice(`e f`) AS `it's` FROM `my-table`;
-- ## types
CREATE TABLE t (a tinyint(1), b smallint unsigned, c mediumint, d int(5) unsigned zerofill, e float, f double, g decimal(10,0), h char(1), i varchar(255), j tinyblob, k tinytext, l year, m time, n set('a','b'), o enum('x','y'), p binary(16), q varbinary(20));
-- ## to
CREATE TABLE t (a boolean NOT NULL DEFAULT false, b int, c bigint, d int(8) unsigned zerofill, e float(7,2), f decimal(20,5), g decimal(12,2), h varchar(10), i text, j mediumblob, k longtext, l year NOT NULL DEFAULT 2000, m time(3), n set('a','b','c'), o enum('y','x','z'), p binary(20), q varbinary(200));
-- ## spatial
CREATE TABLE t (id int PRIMARY KEY, g geometry NOT NULL, p point NOT NULL, SPATIAL KEY sp (p));
-- ## to
CREATE TABLE t (id int PRIMARY KEY, g geometry NOT NULL, p point NOT NULL, poly polygon, SPATIAL KEY sg (g));
-- ## triggers in order
CREATE TABLE t (a int, b int);
CREATE TRIGGER t1 BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
CREATE TRIGGER t2 BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 2;
CREATE TRIGGER t3 AFTER UPDATE ON t FOR EACH ROW IF NEW.a IS NULL THEN SET @x = 1; SET @y = 2; END IF;
-- ## to
CREATE TABLE t (a int, b int, c int);
CREATE TRIGGER t0 BEFORE INSERT ON t FOR EACH ROW SET NEW.c = 0;
CREATE TRIGGER t2 BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 2;
CREATE TRIGGER t1 BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; IF NEW.b > 1 THEN SET NEW.c = 4; END IF; END;
CREATE TRIGGER t3 BEFORE DELETE ON t FOR EACH ROW SET @x = OLD.a;
-- ## triggers follow another
CREATE TABLE t (a int);
CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
CREATE TRIGGER y BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 2;
-- ## to
CREATE TABLE t (a int);
CREATE TRIGGER y BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 2;
CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
-- ## routines
CREATE FUNCTION f(a int, b varchar(10)) RETURNS varchar(20) DETERMINISTIC NO SQL RETURN concat(a, b);
CREATE PROCEDURE p(IN a int, OUT b int) READS SQL DATA BEGIN SELECT a INTO b; END;
CREATE PROCEDURE f() COMMENT 'namesake' SELECT 1;
CREATE PROCEDURE gone() BEGIN END;
-- ## to
CREATE FUNCTION f(a bigint) RETURNS bigint unsigned DETERMINISTIC NO SQL COMMENT 'it''s' BEGIN DECLARE x int DEFAULT 0; WHILE x < a DO SET x = x + 1; END WHILE; RETURN x; END;
CREATE PROCEDURE p(IN a int, OUT b int) MODIFIES SQL DATA SQL SECURITY INVOKER BEGIN SELECT a INTO b; END;
CREATE PROCEDURE f() COMMENT 'other' SELECT 1;
-- ## a routine under another mode
SET SESSION sql_mode = 'ANSI_QUOTES';
CREATE PROCEDURE p() SELECT 1 AS "x";
CREATE TABLE t (a int);
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
-- ## to
CREATE PROCEDURE p() SELECT 2 AS `x`;
CREATE TABLE t (a int);
SET SESSION sql_mode = 'NO_ZERO_DATE,PIPES_AS_CONCAT';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1 || 2;
-- ## multi-line parameters
CREATE PROCEDURE p(
  IN a int, -- the first; it's
  OUT b varchar(10)
)
BEGIN
  -- don't; split
  SELECT ';' /* ; */;
END;
-- ## to
CREATE PROCEDURE p(
  IN a int, # the first
  OUT b varchar(20)
)
BEGIN
  CASE a WHEN 1 THEN SELECT 2; ELSE BEGIN END; END CASE;
  REPEAT SET a = a + 1; UNTIL a > 5 END REPEAT;
END;
-- ## events
CREATE TABLE t (a int);
CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM t;
CREATE EVENT o ON SCHEDULE AT '2035-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE DO BEGIN DELETE FROM t; END;
-- ## to
CREATE TABLE t (a int);
CREATE EVENT e ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 00:00:00' ENDS '2031-01-01 00:00:00' COMMENT 'c' DO BEGIN DELETE FROM t WHERE a = 1; DELETE FROM t; END;
CREATE EVENT o ON SCHEDULE AT '2035-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE ON SLAVE DO BEGIN DELETE FROM t; END;
-- ## names that are reserved or odd
CREATE TABLE `select` (`order` int, `group` int, `a.b` int, `ü` int, `1` int, KEY `key` (`order`), KEY `x.y` (`a.b`));
-- ## to
CREATE TABLE `select` (`order` int, `group` bigint, `a.b` int, `ü` varchar(3) DEFAULT 'ü', KEY `key` (`group`), KEY `x.y` (`ü`));
CREATE TABLE `2` (`from` int);
-- ## not null with defaults
CREATE TABLE t (a int NULL, b varchar(10) NULL, c datetime NULL);
-- ## to
CREATE TABLE t (a int NOT NULL, b varchar(10) NOT NULL DEFAULT 'x', c datetime NOT NULL DEFAULT '2020-01-01 00:00:00');
-- ## a unique key becomes plain
CREATE TABLE t (a int, b int, UNIQUE KEY k (a), KEY l (b));
-- ## to
CREATE TABLE t (a int, b int, KEY k (a), UNIQUE KEY l (b));
-- ## a key that upholds a foreign key is replaced
CREATE TABLE p (a int, b int, KEY k (a));
CREATE TABLE c (a int, b int, KEY k (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a));
-- ## to
CREATE TABLE p (a int, b int, UNIQUE KEY z (a, b));
CREATE TABLE c (a int, b int, KEY z (a, b), CONSTRAINT f FOREIGN KEY (a) REFERENCES p (a));
-- ## foreign keys to and fro
CREATE TABLE a (id int PRIMARY KEY, x int, KEY (x));
CREATE TABLE b (id int PRIMARY KEY, CONSTRAINT ba FOREIGN KEY (id) REFERENCES a (id));
-- ## to
CREATE TABLE b (id int PRIMARY KEY);
CREATE TABLE a (id int PRIMARY KEY, x int, KEY (x), CONSTRAINT ab FOREIGN KEY (x) REFERENCES b (id) ON DELETE SET NULL);
-- ## drop everything of a table but one column
CREATE TABLE t (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, a int, b int, c int, KEY (a), KEY (b, c), UNIQUE KEY (c), CHECK (a > b), FULLTEXT KEY ft (d), d text);
-- ## to
CREATE TABLE t (d text);
-- ## a column under keys goes
CREATE TABLE t (a int, b int, c int, KEY ab (a, b), KEY b (b), UNIQUE KEY ubc (b, c));
-- ## to
CREATE TABLE t (a int, c int, KEY ab (a), UNIQUE KEY ubc (c));
-- ## case of names
CREATE TABLE t (Id int, NAME varchar(5), KEY Kk (NAME));
-- ## to
CREATE TABLE t (id int, name varchar(5), KEY kk (name));
-- ## json and arrays [mysql]
CREATE TABLE t (id int PRIMARY KEY, j json, KEY m ((cast(j->'$.a' AS unsigned array))), KEY e ((cast(j->>'$.b' AS char(20)))));
-- ## to
CREATE TABLE t (id int PRIMARY KEY, j json DEFAULT (json_object()), KEY m ((cast(j->'$.c' AS unsigned array))), KEY e ((cast(j->>'$.c' AS char(30)))), CONSTRAINT v CHECK (json_valid(j)));
-- ## invisible and functional [mysql]
CREATE TABLE t (a int, b int INVISIBLE, KEY k (a) INVISIBLE, KEY f ((a + b)), p point SRID 4326 NOT NULL, SPATIAL KEY sp (p));
-- ## to
CREATE TABLE t (a int INVISIBLE, b int, KEY k (a), KEY f ((a * b) DESC), p point NOT NULL);
-- ## checks not enforced [mysql]
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0) NOT ENFORCED, CONSTRAINT d CHECK (a < 9));
-- ## to
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0), CONSTRAINT d CHECK (a < 9) NOT ENFORCED);
-- ## virtual index over json [mysql]
CREATE TABLE t (j json, g varchar(20) GENERATED ALWAYS AS (j->>'$.g') STORED NOT NULL, KEY (g));
-- ## to
CREATE TABLE t (j json, g varchar(30) GENERATED ALWAYS AS (j->>'$.h') STORED, KEY (g));
-- ## system versioning [mariadb]
CREATE TABLE t (a int) WITH SYSTEM VERSIONING;
CREATE TABLE u (a int);
-- ## to
CREATE TABLE t (a int);
CREATE TABLE u (a int, b int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING;
-- ## json is a longtext with a check [mariadb]
CREATE TABLE t (j json, k longtext, u uuid, i inet6);
-- ## to
CREATE TABLE t (j longtext, k json NOT NULL, u uuid DEFAULT uuid(), i inet6);
-- ## ignored indexes and compressed columns [mariadb]
CREATE TABLE t (a int, b text COMPRESSED, KEY k (a) IGNORED);
-- ## to
CREATE TABLE t (a int, b text, KEY k (a));
-- ## aggregate functions [mariadb]
CREATE AGGREGATE FUNCTION total(x int) RETURNS int BEGIN DECLARE s int DEFAULT 0; DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN s; LOOP FETCH GROUP NEXT ROW; SET s = s + x; END LOOP; END;
-- ## to
CREATE AGGREGATE FUNCTION total(x bigint) RETURNS bigint BEGIN DECLARE s bigint DEFAULT 0; DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN s; LOOP FETCH GROUP NEXT ROW; SET s = s + x; END LOOP; END;
-- ## defaults that are bytes
CREATE TABLE t (a varbinary(9) DEFAULT 0x00FF275C0A, b binary(2) DEFAULT 0xFE27, c varbinary(9) DEFAULT 'plain');
-- ## to
CREATE TABLE t (a varbinary(9) DEFAULT 0xFFFE, b binary(2) DEFAULT 0x0041, c varbinary(9) DEFAULT 0xC0);
-- ## names that break out
CREATE TABLE `a``b"'; DROP TABLE x; --` (`c``"'\` int, `ü–مرحبا` varchar(9) COMMENT 'it''s \\ \n </script>', KEY `k``;` (`c``"'\`));
-- ## to
CREATE TABLE `a``b"'; DROP TABLE x; --` (`c``"'\` bigint, `ü–مرحبا` varchar(19) COMMENT '\\'';', KEY `k``;` (`ü–مرحبا`));
CREATE VIEW `v``;--` AS SELECT `c``"'\` AS `x``;` FROM `a``b"'; DROP TABLE x; --`;
-- ## names of tables exchange
CREATE TABLE one (a int PRIMARY KEY);
CREATE TABLE two (b varchar(3), r int, CONSTRAINT f FOREIGN KEY (r) REFERENCES one (a));
-- ## to
CREATE TABLE two (a int PRIMARY KEY);
CREATE TABLE one (b varchar(3), r int, CONSTRAINT f FOREIGN KEY (r) REFERENCES two (a));
-- ## keys under foreign keys of strings change charset
CREATE TABLE a (k varchar(20) CHARACTER SET latin1 PRIMARY KEY);
CREATE TABLE b (k varchar(20) CHARACTER SET latin1, CONSTRAINT f FOREIGN KEY (k) REFERENCES a (k));
-- ## to
CREATE TABLE a (k varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY);
CREATE TABLE b (k varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, CONSTRAINT f FOREIGN KEY (k) REFERENCES a (k));
-- ## partitions are reorganized
CREATE TABLE t (id int NOT NULL, d date NOT NULL, PRIMARY KEY (id, d)) PARTITION BY RANGE (to_days(d)) (PARTITION p0 VALUES LESS THAN (738000), PARTITION p1 VALUES LESS THAN (739000), PARTITION pm VALUES LESS THAN MAXVALUE);
INSERT INTO t VALUES (1, '2019-01-01'), (2, '2022-01-01'), (3, '2026-01-01');
-- ## to
CREATE TABLE t (id int NOT NULL, d date NOT NULL, PRIMARY KEY (id, d)) PARTITION BY RANGE (to_days(d)) (PARTITION p0 VALUES LESS THAN (738000), PARTITION p1a VALUES LESS THAN (738500), PARTITION p1b VALUES LESS THAN (739000), PARTITION p2 VALUES LESS THAN (740000), PARTITION pm VALUES LESS THAN MAXVALUE);
-- ## list partitions get other values
CREATE TABLE t (id int NOT NULL, r varchar(5) NOT NULL) PARTITION BY LIST COLUMNS (r) (PARTITION a VALUES IN ('x', 'y'), PARTITION b VALUES IN ('z'));
INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z');
-- ## to
CREATE TABLE t (id int NOT NULL, r varchar(5) NOT NULL) PARTITION BY LIST COLUMNS (r) (PARTITION a VALUES IN ('x'), PARTITION b VALUES IN ('z', 'y'));
-- ## hash partitions, more and fewer
CREATE TABLE t (id int NOT NULL PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 3;
INSERT INTO t VALUES (1), (2), (3), (4);
-- ## to
CREATE TABLE t (id int NOT NULL PRIMARY KEY) PARTITION BY KEY (id) PARTITIONS 5;
-- ## a chain of generated columns
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL, c int GENERATED ALWAYS AS (b * 2) STORED, d int GENERATED ALWAYS AS (c - 1) VIRTUAL, KEY k (d), KEY kc (c));
INSERT INTO t (a) VALUES (1), (2);
-- ## to
CREATE TABLE t (a bigint, b bigint GENERATED ALWAYS AS (a + 2) VIRTUAL, c bigint GENERATED ALWAYS AS (b * 3) STORED, d bigint GENERATED ALWAYS AS (c - b) VIRTUAL, e bigint GENERATED ALWAYS AS (d + c) STORED, KEY k (d, e), KEY kc (c));
-- ## a foreign key on a generated column
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED, KEY g (g));
INSERT INTO p VALUES (2), (3); INSERT INTO t (a) VALUES (1), (2);
-- ## to
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED, KEY g (g), CONSTRAINT f FOREIGN KEY (g) REFERENCES p (id));
-- ## enum and set labels in another order
CREATE TABLE t (id int PRIMARY KEY, e enum('a','b','c') NOT NULL DEFAULT 'a', s set('x','y') DEFAULT 'x', KEY e (e));
INSERT INTO t VALUES (1, 'a', 'x'), (2, 'b', 'x,y'), (3, 'c', 'y');
-- ## to
CREATE TABLE t (id int PRIMARY KEY, e enum('c','b','a') NOT NULL DEFAULT 'b', s set('y','z','x') DEFAULT 'x,y', KEY e (e));
-- ## auto increment moves to another column and key
CREATE TABLE t (a int NOT NULL AUTO_INCREMENT, b int NOT NULL, PRIMARY KEY (a), UNIQUE KEY b (b));
INSERT INTO t VALUES (1, 10), (2, 20);
-- ## to
CREATE TABLE t (a int NOT NULL, b int NOT NULL AUTO_INCREMENT, PRIMARY KEY (b), KEY a (a));
-- ## auto increment under a key of two columns
CREATE TABLE t (g int NOT NULL, n int NOT NULL AUTO_INCREMENT, PRIMARY KEY (n));
INSERT INTO t VALUES (1, 1), (1, 2);
-- ## to
CREATE TABLE t (g int NOT NULL, n int NOT NULL AUTO_INCREMENT, PRIMARY KEY (g, n), KEY n (n));
-- ## a foreign key to a unique key that changes
CREATE TABLE p (id int PRIMARY KEY, c varchar(10) NOT NULL, UNIQUE KEY c (c));
CREATE TABLE t (c varchar(10), KEY c (c), CONSTRAINT f FOREIGN KEY (c) REFERENCES p (c));
INSERT INTO p VALUES (1, 'x'); INSERT INTO t VALUES ('x');
-- ## to
CREATE TABLE p (id int PRIMARY KEY, c varchar(20) NOT NULL, UNIQUE KEY other (c));
CREATE TABLE t (c varchar(20), KEY c (c), CONSTRAINT f FOREIGN KEY (c) REFERENCES p (c) ON DELETE SET NULL);
-- ## a table that refers to itself
CREATE TABLE t (id int PRIMARY KEY, up int, KEY up (up), CONSTRAINT f FOREIGN KEY (up) REFERENCES t (id));
INSERT INTO t VALUES (1, NULL), (2, 1);
-- ## to
CREATE TABLE t (id bigint PRIMARY KEY, up bigint, x int, KEY x (x, up), KEY up2 (up), CONSTRAINT f2 FOREIGN KEY (up) REFERENCES t (id) ON DELETE CASCADE);
-- ## foreign keys in a circle of three
CREATE TABLE a (id int PRIMARY KEY, b int, KEY b (b));
CREATE TABLE b (id int PRIMARY KEY, c int, KEY c (c));
CREATE TABLE c (id int PRIMARY KEY, a int, KEY a (a));
INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1); INSERT INTO c VALUES (1, 1);
-- ## to
SET foreign_key_checks = 0;
CREATE TABLE a (id bigint PRIMARY KEY, b bigint, KEY b (b), CONSTRAINT ab FOREIGN KEY (b) REFERENCES b (id));
CREATE TABLE b (id bigint PRIMARY KEY, c bigint, KEY c (c), CONSTRAINT bc FOREIGN KEY (c) REFERENCES c (id));
CREATE TABLE c (id bigint PRIMARY KEY, a bigint, KEY a (a), CONSTRAINT ca FOREIGN KEY (a) REFERENCES a (id));
SET foreign_key_checks = 1;
-- ## charset of tables under foreign keys
CREATE TABLE p (c varchar(10) NOT NULL PRIMARY KEY, x text) DEFAULT CHARSET=latin1;
CREATE TABLE t (id int PRIMARY KEY, c varchar(10), KEY c (c), CONSTRAINT f FOREIGN KEY (c) REFERENCES p (c)) DEFAULT CHARSET=latin1;
INSERT INTO p VALUES ('é', 'ü'); INSERT INTO t VALUES (1, 'é');
-- ## to
CREATE TABLE p (c varchar(10) NOT NULL PRIMARY KEY, x text) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE t (id int PRIMARY KEY, c varchar(10), KEY c (c), CONSTRAINT f FOREIGN KEY (c) REFERENCES p (c)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
-- ## views with check option over each other
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t WHERE a > 0 WITH LOCAL CHECK OPTION;
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW w AS SELECT a FROM v WHERE a < 10 WITH CASCADED CHECK OPTION;
-- ## to
CREATE TABLE t (a int, b int, c int);
CREATE VIEW v AS SELECT a, b, c FROM t WHERE a > 1 WITH CASCADED CHECK OPTION;
CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW w AS SELECT a, c FROM v WHERE a < 10;
-- ## definers that do not exist
CREATE TABLE t (a int);
CREATE DEFINER=`nobody`@`10.%` VIEW v AS SELECT a FROM t;
CREATE DEFINER=`no body`@`%` TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
CREATE DEFINER=`nobody`@`%` PROCEDURE p() SELECT 1;
CREATE DEFINER=`nobody`@`%` EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO DELETE FROM t;
-- ## to
CREATE TABLE t (a int);
CREATE DEFINER=`another`@`%` VIEW v AS SELECT a FROM t;
CREATE DEFINER=`another`@`%` TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
CREATE DEFINER=`another`@`%` PROCEDURE p() SELECT 1;
CREATE DEFINER=`another`@`%` EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO DELETE FROM t;
-- ## events at odd times
CREATE EVENT e1 ON SCHEDULE AT '2037-12-31 23:59:59' ON COMPLETION PRESERVE DISABLE COMMENT 'c''s' DO SET @a = 1;
CREATE EVENT e2 ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 00:00:00' ENDS '2031-01-01 00:00:00' DISABLE DO BEGIN SET @a = 1; SET @b = 2; END;
CREATE EVENT e3 ON SCHEDULE EVERY 2 QUARTER STARTS '2030-01-01 00:00:00' DO SET @a = 1;
-- ## to
CREATE EVENT e1 ON SCHEDULE EVERY '1 2:03:04' DAY_SECOND STARTS '2030-01-01 00:00:00' ON COMPLETION NOT PRESERVE ENABLE DO SET @a = 2;
CREATE EVENT e2 ON SCHEDULE AT '2037-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE DO SET @a = 1;
CREATE EVENT e3 ON SCHEDULE EVERY '2-6' YEAR_MONTH STARTS '2030-01-01 00:00:00' DO SET @a = 1;
-- ## triggers before and after each other
CREATE TABLE t (a int);
CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET NEW.a = NEW.a + 1;
CREATE TRIGGER b BEFORE INSERT ON t FOR EACH ROW PRECEDES a SET NEW.a = NEW.a * 2;
CREATE TRIGGER c BEFORE INSERT ON t FOR EACH ROW FOLLOWS b SET NEW.a = NEW.a - 1;
-- ## to
CREATE TABLE t (a int, b int);
CREATE TRIGGER c BEFORE INSERT ON t FOR EACH ROW SET NEW.a = NEW.a - 1;
CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW PRECEDES c SET NEW.b = NEW.a + 1;
CREATE TRIGGER d BEFORE INSERT ON t FOR EACH ROW FOLLOWS a SET NEW.a = NEW.a - 2;
CREATE TRIGGER e AFTER UPDATE ON t FOR EACH ROW SET @x = OLD.b;
-- ## other engines [mysql]
CREATE TABLE m (a int, b varchar(10), KEY (a)) ENGINE=MyISAM MAX_ROWS=100 PACK_KEYS=1;
CREATE TABLE h (a int, b varchar(10), KEY a (a) USING HASH) ENGINE=MEMORY;
CREATE TABLE c (a int NOT NULL, b varchar(10) NOT NULL) ENGINE=CSV;
CREATE TABLE r (a int NOT NULL AUTO_INCREMENT, b varchar(10), PRIMARY KEY (a)) ENGINE=ARCHIVE;
CREATE TABLE u1 (a int, KEY a (a)) ENGINE=MyISAM; CREATE TABLE u2 (a int, KEY a (a)) ENGINE=MyISAM;
CREATE TABLE u (a int, KEY a (a)) ENGINE=MERGE UNION=(u1,u2) INSERT_METHOD=LAST;
INSERT INTO m VALUES (1, 'x'); INSERT INTO c VALUES (1, 'x');
-- ## to
CREATE TABLE m (a int, b varchar(10), c int, KEY (b)) ENGINE=InnoDB;
CREATE TABLE h (a int, b varchar(10), c int, KEY a (a) USING BTREE, KEY b (b)) ENGINE=MEMORY;
CREATE TABLE c (a int NOT NULL, b varchar(20) NOT NULL, d int NOT NULL) ENGINE=CSV;
CREATE TABLE r (a int NOT NULL AUTO_INCREMENT, b varchar(20), PRIMARY KEY (a)) ENGINE=InnoDB;
CREATE TABLE u1 (a int, KEY a (a)) ENGINE=MyISAM; CREATE TABLE u2 (a int, KEY a (a)) ENGINE=MyISAM;
CREATE TABLE u (a int, KEY a (a)) ENGINE=MERGE UNION=(u2) INSERT_METHOD=FIRST;
-- ## row formats and key blocks [mysql]
CREATE TABLE t (a int PRIMARY KEY, b text, KEY b (b(10))) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
CREATE TABLE s (a int PRIMARY KEY, b varchar(2000)) ROW_FORMAT=REDUNDANT STATS_PERSISTENT=0 STATS_AUTO_RECALC=1;
INSERT INTO t VALUES (1, 'x');
-- ## to
CREATE TABLE t (a int PRIMARY KEY, b text, KEY b (b(10))) ROW_FORMAT=DYNAMIC;
CREATE TABLE s (a int PRIMARY KEY, b varchar(2000)) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8 STATS_SAMPLE_PAGES=9;
-- ## full texts with a parser [mysql]
CREATE TABLE t (a int PRIMARY KEY, b text, c text, FULLTEXT KEY f (b) WITH PARSER ngram, FULLTEXT KEY g (b, c));
-- ## to
CREATE TABLE t (a int PRIMARY KEY, b text, c text, d varchar(99), FULLTEXT KEY f (b), FULLTEXT KEY g (b, c) WITH PARSER ngram, FULLTEXT KEY h (d));
-- ## columns that are not seen
CREATE TABLE t (a int, b int INVISIBLE, c int NOT NULL DEFAULT 3 INVISIBLE, d timestamp NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP INVISIBLE, KEY b (b));
INSERT INTO t (a, b) VALUES (1, 2);
-- ## to
CREATE TABLE t (c int NOT NULL DEFAULT 3, a int INVISIBLE, b int, d datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), KEY b (b, a));
-- ## checks of columns and of tables
CREATE TABLE t (a int CHECK (a > 0), b int, CONSTRAINT c CHECK (a < b), CHECK (b <> 7));
INSERT INTO t VALUES (1, 2);
-- ## to
CREATE TABLE t (a int, b int CHECK (b > 0), CONSTRAINT c CHECK (a <= b), CONSTRAINT d CHECK (a + b < 1000));
-- ## addresses and identities [mariadb]
CREATE TABLE t (id uuid NOT NULL DEFAULT uuid() PRIMARY KEY, a inet6, b inet4, c varchar(39));
INSERT INTO t (a, b, c) VALUES ('::1', '10.0.0.1', '::2');
-- ## to
CREATE TABLE t (id uuid NOT NULL DEFAULT uuid() PRIMARY KEY, a inet6 NOT NULL DEFAULT '::', b inet4 DEFAULT '127.0.0.1', c inet6, KEY a (a));
-- ## compressed columns [mariadb]
CREATE TABLE t (a text COMPRESSED, b varchar(200), c blob COMPRESSED NOT NULL DEFAULT '', KEY b (b) IGNORED);
INSERT INTO t VALUES ('x', 'y', 'z');
-- ## to
CREATE TABLE t (a text, b varchar(200) COMPRESSED, c blob NOT NULL, d mediumtext COMPRESSED DEFAULT 'q');
-- ## constraints with periods [mariadb]
CREATE TABLE t (id int NOT NULL, s date, e date, PERIOD FOR p (s, e), PRIMARY KEY (id, p WITHOUT OVERLAPS));
CREATE TABLE u (id int NOT NULL, s date NOT NULL, e date NOT NULL, f date NOT NULL, PERIOD FOR p (s, e), UNIQUE KEY k (id, p WITHOUT OVERLAPS), UNIQUE KEY l (f, p WITHOUT OVERLAPS));
CREATE TABLE w (id int, s datetime(3) NOT NULL, e datetime(3) NOT NULL);
INSERT INTO t VALUES (1, '2020-01-01', '2021-01-01'); INSERT INTO u VALUES (1, '2020-01-01', '2021-01-01', '2022-01-01'); INSERT INTO w VALUES (1, '2020-01-01', '2021-01-01');
-- ## to
CREATE TABLE t (id int NOT NULL, s date NOT NULL, e date NOT NULL, PRIMARY KEY (id));
CREATE TABLE u (id int NOT NULL, s date NOT NULL, e date NOT NULL, f date NOT NULL, PERIOD FOR p (s, f), UNIQUE KEY k (id, p WITHOUT OVERLAPS), UNIQUE KEY l (e, p WITHOUT OVERLAPS));
CREATE TABLE w (id int, s datetime NOT NULL, e datetime NOT NULL, `select` int, PERIOD FOR `order` (s, e), UNIQUE KEY k (id, `select`, `order` WITHOUT OVERLAPS) COMMENT 'c');
-- ## a period's columns come and go [mariadb]
CREATE TABLE t (id int NOT NULL, s date, e date, PERIOD FOR p (s, e), UNIQUE KEY k (id, p WITHOUT OVERLAPS));
-- ## to
CREATE TABLE t (id int NOT NULL, since timestamp(6), till timestamp(6), PERIOD FOR p (since, till), UNIQUE KEY k (id, p WITHOUT OVERLAPS));
-- ## columns of rows' versions [mariadb]
CREATE TABLE t (id int PRIMARY KEY, a int, rs timestamp(6) GENERATED ALWAYS AS ROW START, re timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING;
CREATE TABLE u (id int NOT NULL, s date, e date, rs timestamp(6) GENERATED ALWAYS AS ROW START, re timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re), PERIOD FOR app (s, e), UNIQUE KEY k (id, app WITHOUT OVERLAPS)) WITH SYSTEM VERSIONING;
-- ## to
CREATE TABLE t (id int PRIMARY KEY, a bigint, b int, rs timestamp(6) GENERATED ALWAYS AS ROW START, re timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING;
CREATE TABLE u (id int NOT NULL, s date NOT NULL, e date NOT NULL, x int, rs timestamp(6) GENERATED ALWAYS AS ROW START, re timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING;
-- ## columns used everywhere change their type
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, g int GENERATED ALWAYS AS (a * 2) VIRTUAL, CONSTRAINT c CHECK (a > 0), KEY g (g), KEY a (a));
CREATE VIEW v AS SELECT id, a, g FROM t WHERE a > 1;
CREATE TRIGGER r BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = NEW.a + OLD.a;
INSERT INTO t (id, a) VALUES (1, 5);
-- ## to
CREATE TABLE t (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, a decimal(10,2) NOT NULL, g decimal(12,2) GENERATED ALWAYS AS (a * 2) VIRTUAL, CONSTRAINT c CHECK (a > 0.5), KEY g (g), KEY a (a DESC));
CREATE VIEW v AS SELECT id, a, g + 1 AS g FROM t WHERE a > 1;
CREATE TRIGGER r BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = NEW.a + OLD.a;

-- ## sequences come, go, and change [mariadb]
CREATE SEQUENCE kept;
CREATE SEQUENCE changed MINVALUE 1 MAXVALUE 50 CACHE 5 COMMENT='one';
CREATE SEQUENCE gone START WITH 5 INCREMENT BY -2 MINVALUE -100 MAXVALUE 50 CYCLE ENGINE=Aria;
CREATE SEQUENCE turned;
CREATE SEQUENCE `a.b c` NOCACHE;
CREATE TABLE t (id bigint NOT NULL DEFAULT NEXTVAL(kept) PRIMARY KEY, n bigint DEFAULT (NEXTVAL(gone) + 1), o bigint, p int DEFAULT PREVIOUS VALUE FOR `a.b c`);
CREATE VIEW v AS SELECT NEXTVAL(kept) AS x, SETVAL(gone, 3) AS y, id FROM t;
CREATE VIEW w AS SELECT start_value FROM kept;
INSERT INTO t (o) VALUES (1), (2);
-- ## to
CREATE SEQUENCE kept;
CREATE SEQUENCE changed START WITH 70 MINVALUE 60 MAXVALUE 900 CACHE 5 COMMENT='it''s two' ENGINE=Aria;
CREATE SEQUENCE turned INCREMENT BY -3 MINVALUE -500 MAXVALUE -10 START WITH -20 NOCACHE;
CREATE SEQUENCE `a.b c` INCREMENT BY 0;
CREATE SEQUENCE new_one;
CREATE TABLE t (id bigint NOT NULL DEFAULT NEXTVAL(changed) PRIMARY KEY, n bigint DEFAULT 7, o bigint DEFAULT (LASTVAL(new_one) * NEXTVAL(turned)), p int DEFAULT PREVIOUS VALUE FOR `a.b c`);
CREATE TABLE u (id bigint NOT NULL DEFAULT NEXTVAL(new_one) PRIMARY KEY);
CREATE VIEW v AS SELECT NEXTVAL(new_one) AS x, id FROM t;
INSERT INTO t (n) VALUES (1), (2);
-- ## a sequence becomes a table, a table a sequence, a view a sequence [mariadb]
CREATE SEQUENCE a; CREATE TABLE b (x int); CREATE VIEW c AS SELECT 1 AS one; CREATE TABLE d (i int DEFAULT NEXTVAL(a)); INSERT INTO d VALUES (), ();
-- ## to
CREATE TABLE a (x int); CREATE SEQUENCE b; CREATE SEQUENCE c; CREATE TABLE d (i int DEFAULT NEXTVAL(b), j int DEFAULT NEXTVAL(c));
-- ## key block sizes [mariadb]
CREATE TABLE k (a int NOT NULL, b varchar(10), c text, PRIMARY KEY (a), UNIQUE KEY u (b), KEY kb (b), KEY kc (b) KEY_BLOCK_SIZE=4, FULLTEXT KEY f (c)) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
CREATE TABLE l (a int AUTO_INCREMENT PRIMARY KEY, b int, KEY kb (b), CONSTRAINT lf FOREIGN KEY (b) REFERENCES k (a));
CREATE TABLE m (a int, KEY ka (a) KEY_BLOCK_SIZE=4);
INSERT INTO k VALUES (1, 'a', 'x'), (2, 'b', 'y'); INSERT INTO l (b) VALUES (1), (2);
-- ## to
CREATE TABLE k (a int NOT NULL, b varchar(10), c text, PRIMARY KEY (a), UNIQUE KEY u (b), KEY kb (b), KEY kc (b) KEY_BLOCK_SIZE=8, KEY kd (a), FULLTEXT KEY f (c)) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
CREATE TABLE l (a int AUTO_INCREMENT PRIMARY KEY, b int, KEY kb (b), CONSTRAINT lf FOREIGN KEY (b) REFERENCES k (a)) KEY_BLOCK_SIZE=2;
CREATE TABLE m (a int, KEY ka (a) KEY_BLOCK_SIZE=8);
INSERT INTO k VALUES (1, 'a', 'x'), (2, 'b', 'y'); INSERT INTO l (b) VALUES (1), (2);
-- ## key block sizes go [mariadb]
CREATE TABLE k (a int NOT NULL, b varchar(10), c text, PRIMARY KEY (a), UNIQUE KEY u (b), KEY kb (b), FULLTEXT KEY f (c)) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8;
-- ## to
CREATE TABLE k (a int NOT NULL, b varchar(10), c text, PRIMARY KEY (a), UNIQUE KEY u (b), KEY kb (b) KEY_BLOCK_SIZE=8, FULLTEXT KEY f (c)) ROW_FORMAT=DYNAMIC;
-- ## versions of rows get columns of their own, and lose them [mariadb]
CREATE TABLE none (a int, b int);
CREATE TABLE plain (a int, b int) WITH SYSTEM VERSIONING;
CREATE TABLE own (a int, rs timestamp(6) GENERATED ALWAYS AS ROW START INVISIBLE, re timestamp(6) GENERATED ALWAYS AS ROW END, b int, KEY k (re), PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING;
CREATE TABLE other (a int, rs timestamp(6) GENERATED ALWAYS AS ROW START, re timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING;
CREATE TABLE overs (a int, b int, rs timestamp(6) GENERATED ALWAYS AS ROW START, re timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING;
CREATE TABLE was (a int, rs timestamp(6) NULL, re int);
INSERT INTO none VALUES (1, 2), (3, 4); INSERT INTO plain VALUES (1, 2); UPDATE plain SET a = 2; INSERT INTO own (a, b) VALUES (1, 2); UPDATE own SET a = 3; INSERT INTO overs (a, b) VALUES (1, 2);
INSERT INTO was VALUES (1, NULL, 2);
-- ## to
CREATE TABLE none (rs timestamp(6) GENERATED ALWAYS AS ROW START COMMENT 'from', a int WITHOUT SYSTEM VERSIONING, n int, re timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE, b bigint, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING;
CREATE TABLE plain (a int, rs timestamp(6) GENERATED ALWAYS AS ROW START, re timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING;
CREATE TABLE own (a int, b int, c int) WITH SYSTEM VERSIONING;
CREATE TABLE other (a int, rs bigint unsigned GENERATED ALWAYS AS ROW START, re bigint unsigned GENERATED ALWAYS AS ROW END COMMENT 'to', PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING;
CREATE TABLE overs (b int);
CREATE TABLE was (a int, rs timestamp(6) GENERATED ALWAYS AS ROW START, re timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING;
INSERT INTO none (a, b) VALUES (1, 2), (3, 4); INSERT INTO plain (a) VALUES (1); INSERT INTO own (a, b) VALUES (1, 2); UPDATE own SET a = 3; INSERT INTO other (a) VALUES (1);
-- ## versions that are divided [mariadb]
CREATE TABLE a (x int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION p0 HISTORY, PARTITION pn CURRENT);
CREATE TABLE b (x int) WITH SYSTEM VERSIONING;
CREATE TABLE c (x int);
CREATE TABLE d (x int, rs timestamp(6) GENERATED ALWAYS AS ROW START, re timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 PARTITIONS 3;
CREATE TABLE e (x int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 (PARTITION p0 HISTORY, PARTITION pn CURRENT);
CREATE TABLE f (x int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 (PARTITION p0 HISTORY, PARTITION p1 HISTORY, PARTITION pn CURRENT);
INSERT INTO a VALUES (1), (2); UPDATE a SET x = x + 5; INSERT INTO b VALUES (1); INSERT INTO c VALUES (1); INSERT INTO d (x) VALUES (1); UPDATE d SET x = 9; INSERT INTO e VALUES (1);
-- ## to
CREATE TABLE a (x int);
CREATE TABLE b (x int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 DAY STARTS TIMESTAMP'2026-01-01 00:00:00' PARTITIONS 3;
CREATE TABLE c (x int, y int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 50 PARTITIONS 2;
CREATE TABLE d (x int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 PARTITIONS 3;
CREATE TABLE e (x int, rs timestamp(6) GENERATED ALWAYS AS ROW START, re timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (rs, re)) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 (PARTITION p0 HISTORY, PARTITION pn CURRENT);
CREATE TABLE f (x int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 (PARTITION p1 HISTORY, PARTITION p2 HISTORY, PARTITION pn CURRENT);
-- ## routines under odd modes
SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
CREATE PROCEDURE p1(IN "in out" int, OUT r varchar(20)) SELECT 'a' || "in out" INTO r;
SET sql_mode = 'NO_BACKSLASH_ESCAPES';
CREATE FUNCTION f1(s varchar(20)) RETURNS varchar(40) DETERMINISTIC RETURN CONCAT(s, '\', 'x');
SET sql_mode = 'STRICT_ALL_TABLES,IGNORE_SPACE';
DELIMITER //
CREATE PROCEDURE p2() BEGIN DECLARE x int DEFAULT 1; SELECT COUNT (*) INTO x FROM information_schema.TABLES; END//
DELIMITER ;
-- ## to
SET sql_mode = 'ANSI';
CREATE PROCEDURE p1(IN "in out" bigint, OUT r varchar(30)) COMMENT 'c' SELECT 'b' || "in out" INTO r;
SET sql_mode = '';
CREATE FUNCTION f1(s varchar(20)) RETURNS varchar(50) DETERMINISTIC RETURN CONCAT(s, '\\', 'x');
DELIMITER //
CREATE PROCEDURE p2() SQL SECURITY INVOKER BEGIN DECLARE x int DEFAULT 2; SELECT 1 INTO x; END//
DELIMITER ;
CREATE PROCEDURE `p.3 %s`(`a b` int) SELECT `a b`;
-- ## names with dots, quotes, percent signs, spaces, reserved words
CREATE TABLE `a.b` (`c.d` int, `e``f` int, `g"h` varchar(5), `100%` int, `select` int, PRIMARY KEY (`c.d`), KEY `i.j` (`e``f`), CONSTRAINT `ch%eck` CHECK (`100%` > 1));
CREATE TABLE `x y'z` (`order` int, `a(b)` int, CONSTRAINT `f.k` FOREIGN KEY (`order`) REFERENCES `a.b` (`c.d`));
CREATE VIEW `v.w` AS SELECT `c.d`, `e``f` AS `it's` FROM `a.b`; CREATE TRIGGER `t.r` BEFORE INSERT ON `a.b` FOR EACH ROW SET NEW.`100%` = 5;
INSERT INTO `a.b` VALUES (1, 2, 'x', 3, 4); INSERT INTO `x y'z` VALUES (1, 1);
-- ## to
CREATE TABLE `a.b` (`c.d` bigint, `e``f` int NOT NULL, `g"h` varchar(9) DEFAULT '"', `100%` int, `from` int, PRIMARY KEY (`c.d`), KEY `i.j` (`e``f`, `100%`), CONSTRAINT `ch%eck` CHECK (`100%` > 2));
CREATE TABLE `x y'z` (`order` bigint, `a(b)` int COMMENT '100% it''s "so"', `c,d` int, CONSTRAINT `f.k` FOREIGN KEY (`order`) REFERENCES `a.b` (`c.d`));
CREATE TABLE `(` (`)` int, `-- x` int, `/* y` int, `#` int, `;` int, `?` int, `:a` int, `$1` int, `{x}` int, `${y}` int);
CREATE VIEW `v.w` AS SELECT `c.d`, `from` AS `it's` FROM `a.b`; CREATE TRIGGER `t.r` AFTER INSERT ON `a.b` FOR EACH ROW SET @x = NEW.`from`;
INSERT INTO `a.b` VALUES (1, 2, 'x', 3, 4); INSERT INTO `x y'z` VALUES (1, 1, 1);
-- ## options of engines come and go [mariadb]
CREATE TABLE pc (a int, t text COMPRESSED) PAGE_COMPRESSED=1 PAGE_COMPRESSION_LEVEL=5; CREATE TABLE ar (a int PRIMARY KEY) ENGINE=Aria TRANSACTIONAL=1; CREATE TABLE m1 (a int) ENGINE=MyISAM; CREATE TABLE mg (a int) ENGINE=MERGE UNION=(m1) INSERT_METHOD=LAST;
INSERT INTO pc VALUES (1, 'x'); INSERT INTO ar VALUES (1);
-- ## to
CREATE TABLE pc (a int, t text); CREATE TABLE ar (a int PRIMARY KEY) ENGINE=Aria; CREATE TABLE m1 (a int) ENGINE=MyISAM; CREATE TABLE mg (a int) ENGINE=MERGE UNION=(m1);
INSERT INTO pc VALUES (1, 'x'); INSERT INTO ar VALUES (1);
-- ## subpartitions change type
CREATE TABLE p (a int NOT NULL, d date NOT NULL, s varchar(10) NOT NULL, PRIMARY KEY (a, d)) PARTITION BY RANGE (YEAR(d)) SUBPARTITION BY HASH (a) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN MAXVALUE);
INSERT INTO p VALUES (1, '1999-01-01', 'a'), (2, '2005-01-01', 'b');
-- ## to
CREATE TABLE p (a bigint NOT NULL, d datetime NOT NULL, s varchar(20) NOT NULL, PRIMARY KEY (a, d)) PARTITION BY RANGE (TO_DAYS(d)) SUBPARTITION BY KEY (a) (PARTITION p0 VALUES LESS THAN (730000) (SUBPARTITION s0, SUBPARTITION s1, SUBPARTITION s2), PARTITION p1 VALUES LESS THAN MAXVALUE (SUBPARTITION s3, SUBPARTITION s4, SUBPARTITION s5));
INSERT INTO p VALUES (1, '1999-01-01', 'a'), (2, '2005-01-01', 'b');
-- ## foreign keys change their type on both ends
CREATE TABLE pa (id int NOT NULL, code char(3) NOT NULL, PRIMARY KEY (id), UNIQUE KEY uc (code)) CHARACTER SET utf8mb4;
CREATE TABLE ch (id int NOT NULL, pid int, code char(3), CONSTRAINT f1 FOREIGN KEY (pid) REFERENCES pa (id) ON DELETE SET NULL, CONSTRAINT f2 FOREIGN KEY (code) REFERENCES pa (code) ON UPDATE CASCADE) CHARACTER SET utf8mb4;
INSERT INTO pa VALUES (1, 'abc'), (2, 'def'); INSERT INTO ch VALUES (1, 1, 'abc'), (2, 2, 'def');
-- ## to
CREATE TABLE pa (id bigint unsigned NOT NULL AUTO_INCREMENT, code varchar(30) NOT NULL, PRIMARY KEY (id), UNIQUE KEY uc (code)) CHARACTER SET latin1;
CREATE TABLE ch (id int NOT NULL, pid bigint unsigned NOT NULL, code varchar(30), CONSTRAINT f1 FOREIGN KEY (pid) REFERENCES pa (id) ON DELETE CASCADE, CONSTRAINT f2 FOREIGN KEY (code) REFERENCES pa (code) ON UPDATE CASCADE) CHARACTER SET latin1;
INSERT INTO pa VALUES (1, 'abc'), (2, 'def'); INSERT INTO ch VALUES (1, 1, 'abc'), (2, 2, 'def');
-- ## charset of tables with prefix keys
CREATE TABLE t (a varchar(200) NOT NULL, b text, c varchar(50) CHARACTER SET latin1, PRIMARY KEY (a), KEY kb (b(20)), KEY kc (c(10), a(30)), FULLTEXT KEY fb (b)) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE TABLE u (a varchar(200), CONSTRAINT fu FOREIGN KEY (a) REFERENCES t (a)) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
INSERT INTO t VALUES ('x', 'some text', 'y'); INSERT INTO u VALUES ('x');
-- ## to
CREATE TABLE t (a varchar(180) NOT NULL, b mediumtext, c varchar(60), PRIMARY KEY (a), KEY kb (b(40)), KEY kc (c(12), a(20)), FULLTEXT KEY fb (b)) CHARACTER SET latin1 COLLATE latin1_general_ci;
CREATE TABLE u (a varchar(180), CONSTRAINT fu FOREIGN KEY (a) REFERENCES t (a)) CHARACTER SET latin1 COLLATE latin1_general_ci;
INSERT INTO t VALUES ('x', 'some text', 'y'); INSERT INTO u VALUES ('x');
-- ## views on views with other columns
CREATE TABLE t (a int, b varchar(10), c int);
CREATE VIEW v1 AS SELECT a, b, c FROM t; CREATE VIEW v2 AS SELECT a + 1 AS a1, b FROM v1 WHERE c > 0; CREATE VIEW v3 AS SELECT x.a1, y.b FROM v2 x JOIN v1 y ON x.a1 = y.a; CREATE VIEW v4 AS SELECT * FROM v3;
INSERT INTO t VALUES (1, 'x', 2);
-- ## to
CREATE TABLE t (a bigint, c int, d datetime);
CREATE VIEW v1 AS SELECT a, c, d FROM t; CREATE VIEW v2 AS SELECT a + 2 AS a1, d AS b FROM v1 WHERE c > 1; CREATE VIEW v4 AS SELECT a1 FROM v2; CREATE VIEW v3 AS SELECT x.a1, y.d FROM v4 x JOIN v1 y ON x.a1 = y.a;
INSERT INTO t VALUES (1, 3, NOW());
-- ## events with time zones
SET time_zone = '+05:30';
CREATE EVENT e1 ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 10:00:00' ENDS '2036-01-01 10:00:00' COMMENT 'it''s' DO SELECT 1;
SET time_zone = '-03:00';
DELIMITER //
CREATE EVENT e2 ON SCHEDULE AT '2037-05-05 05:05:05' ON COMPLETION PRESERVE DISABLE DO BEGIN SELECT 1; END//
DELIMITER ;
-- ## to
SET time_zone = '+01:00';
CREATE EVENT e1 ON SCHEDULE EVERY '2:30' HOUR_MINUTE STARTS '2035-02-01 10:00:00' COMMENT 'that' DO SELECT 2;
SET time_zone = '+09:00';
DELIMITER //
CREATE EVENT e2 ON SCHEDULE AT '2037-06-05 05:05:05' DO BEGIN SELECT 1; SELECT 2; END//
DELIMITER ;
CREATE EVENT `e.3 x` ON SCHEDULE EVERY 3 WEEK STARTS '2035-01-01 00:00:00' DISABLE DO SELECT 'a;b';
-- ## a primary key grows, shrinks, and moves under children
CREATE TABLE p (a int NOT NULL, b int NOT NULL, c int NOT NULL, PRIMARY KEY (a, b), KEY k (b)); CREATE TABLE q (a int, b int, CONSTRAINT qf FOREIGN KEY (a, b) REFERENCES p (a, b), CONSTRAINT qg FOREIGN KEY (b) REFERENCES p (b));
INSERT INTO p VALUES (1, 1, 1), (1, 2, 2); INSERT INTO q VALUES (1, 2);
-- ## to
CREATE TABLE p (a int NOT NULL, b int NOT NULL, c int NOT NULL, PRIMARY KEY (b), UNIQUE KEY u (a, b, c)); CREATE TABLE q (a int, b int, CONSTRAINT qf FOREIGN KEY (a, b) REFERENCES p (a, b), CONSTRAINT qg FOREIGN KEY (b) REFERENCES p (b));
INSERT INTO p VALUES (1, 1, 1), (1, 2, 2); INSERT INTO q VALUES (1, 2);
-- ## hidden primary keys, invisible columns and keys [mysql]
SET sql_generate_invisible_primary_key = ON; CREATE TABLE h (a int); SET sql_generate_invisible_primary_key = OFF; CREATE TABLE i (a int INVISIBLE DEFAULT 3, b int, c int NOT NULL INVISIBLE, KEY ka (a) INVISIBLE, KEY kx ((a + b)), KEY kj ((CAST(b AS char(10)))));
INSERT INTO h (a) VALUES (1); INSERT INTO i (b, c) VALUES (1, 2);
-- ## to
CREATE TABLE h (a int, b int); SET sql_generate_invisible_primary_key = ON; CREATE TABLE i (a int DEFAULT 3, b int INVISIBLE, c bigint NOT NULL, KEY ka (a), KEY kx ((a * b)), UNIQUE KEY kk (b, (c + 1)));
INSERT INTO h (a) VALUES (1); INSERT INTO i (b, c) VALUES (1, 2);
-- ## multi-valued keys with others [mysql]
CREATE TABLE mv (id int, j json, KEY k1 (id, (CAST(j->'$.a' AS unsigned array))), KEY k2 ((CAST(j->>'$.b' AS char(20) array))), CONSTRAINT cj CHECK (JSON_VALID(j)));
INSERT INTO mv VALUES (1, '{"a": [1, 2], "b": ["x"]}');
-- ## to
CREATE TABLE mv (id bigint, j json NOT NULL, KEY k1 ((CAST(j->'$.a' AS signed array)), id), KEY k2 ((CAST(j->'$.b' AS char(30) array))), CONSTRAINT cj CHECK (JSON_SCHEMA_VALID('{"type": "object"}', j)));
INSERT INTO mv VALUES (1, '{"a": [1, 2], "b": ["x"]}');
-- ## columns of uuids, addresses, compressed and invisible [mariadb]
CREATE TABLE x (u uuid DEFAULT UUID(), i4 inet4, i6 inet6 NOT NULL DEFAULT '::1', c text COMPRESSED, v int INVISIBLE DEFAULT 5, w varchar(99) COMPRESSED=zlib DEFAULT 'a', n int WITHOUT SYSTEM VERSIONING, KEY ki (i4) IGNORED, PRIMARY KEY (i6), UNIQUE KEY ku (u)) WITH SYSTEM VERSIONING PAGE_COMPRESSED=1 PAGE_COMPRESSION_LEVEL=5;
INSERT INTO x (c) VALUES ('x');
-- ## to
CREATE TABLE x (u uuid NOT NULL DEFAULT UUID(), i4 inet4 DEFAULT '1.2.3.4', i6 inet6 NOT NULL DEFAULT '::2', c longtext, v int DEFAULT 6, w varchar(120) DEFAULT 'b' INVISIBLE, n int INVISIBLE DEFAULT 1, KEY ki (i4), PRIMARY KEY (i6), UNIQUE KEY ku (u) IGNORED) PAGE_COMPRESSED=0 TRANSACTIONAL=0;
INSERT INTO x (c) VALUES ('x');
-- ## programs that call each other and views of functions
CREATE TABLE t (a int);
DELIMITER //
CREATE FUNCTION f(x int) RETURNS int DETERMINISTIC READS SQL DATA BEGIN DECLARE n int; SELECT COUNT(*) + x INTO n FROM t; RETURN n; END//
CREATE PROCEDURE p(INOUT x int) BEGIN IF x > 0 THEN SET x = f(x - 1); CALL p(x); END IF; END//
DELIMITER ;
CREATE VIEW v AS SELECT f(a) AS fa FROM t; CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = f(OLD.a);
INSERT INTO t VALUES (1);
-- ## to
CREATE TABLE t (a bigint, b int);
DELIMITER //
CREATE FUNCTION g(y bigint) RETURNS bigint DETERMINISTIC NO SQL RETURN y + 1//
CREATE FUNCTION f(x bigint, z varchar(10)) RETURNS bigint DETERMINISTIC READS SQL DATA BEGIN DECLARE n bigint; SELECT COUNT(*) + g(x) INTO n FROM t; RETURN n; END//
CREATE PROCEDURE p(IN x int, OUT y int) COMMENT 'p; //' BEGIN SET y = f(x, 'it''s'); END//
DELIMITER ;
CREATE VIEW v AS SELECT f(a, 'x') AS fa, g(b) AS gb FROM t; CREATE TRIGGER tr AFTER UPDATE ON t FOR EACH ROW SET @x = g(OLD.a);
INSERT INTO t VALUES (1, 2);
-- ## a column that auto-increments leaves the primary key
CREATE TABLE i (id int NOT NULL AUTO_INCREMENT, a int NOT NULL, b varchar(5) NOT NULL, PRIMARY KEY (id), UNIQUE KEY ua (a)); CREATE TABLE j (i int, CONSTRAINT fj FOREIGN KEY (i) REFERENCES i (id) ON UPDATE CASCADE);
INSERT INTO i (a, b) VALUES (1, 'x'), (2, 'y'); INSERT INTO j VALUES (1);
-- ## to
CREATE TABLE i (id bigint NOT NULL AUTO_INCREMENT, a int NOT NULL, b varchar(9) NOT NULL, PRIMARY KEY (a, b), KEY ki (id)); CREATE TABLE j (i bigint, CONSTRAINT fj FOREIGN KEY (i) REFERENCES i (id) ON UPDATE CASCADE);
INSERT INTO i (a, b) VALUES (1, 'x'), (2, 'y'); INSERT INTO j VALUES (1);
-- ## texts with every escape in comments and defaults
CREATE TABLE t (a varchar(50) DEFAULT 'a\\b''c"d\n\t%_' COMMENT 'x\\y''z\n;', b char(5) DEFAULT '''', c varchar(9) DEFAULT '\\', d text COMMENT '/* not */ -- a comment', e enum('\\','''','%_') DEFAULT '\\') COMMENT 'a\\\\''b';
INSERT INTO t () VALUES ();
-- ## to
CREATE TABLE t (a varchar(50) DEFAULT '\\\\n' COMMENT '\\', b char(5) DEFAULT '\\''', c varchar(9) DEFAULT '`', d text COMMENT '# no', e enum('''','\\','%_','\n') DEFAULT '''') COMMENT '${X} {y}';
INSERT INTO t () VALUES ();
-- ## recursive views, windows, json tables
CREATE TABLE t (a int, j json); CREATE VIEW r AS WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i, a FROM n JOIN t ON a = i; CREATE VIEW w AS SELECT a, ROW_NUMBER() OVER (PARTITION BY a ORDER BY a DESC) AS rn FROM t; CREATE VIEW jt AS SELECT x.v FROM t, JSON_TABLE(t.j, '$[*]' COLUMNS (v int PATH '$.v')) x;
INSERT INTO t VALUES (1, '[{"v": 1}]');
-- ## to
CREATE TABLE t (a bigint, j json, k int); CREATE VIEW r AS WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 2 FROM n WHERE i < 9), m AS (SELECT * FROM n) SELECT i, k FROM m LEFT JOIN t ON a = i; CREATE VIEW w AS SELECT a, SUM(k) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS rn FROM t; CREATE VIEW jt AS SELECT x.v, r.i FROM r, t, JSON_TABLE(t.j, '$[*]' COLUMNS (v varchar(5) PATH '$.v' DEFAULT '0' ON EMPTY)) x;
INSERT INTO t VALUES (1, '[{"v": 1}]', 2);
-- ## programs of texts with backslashes
CREATE TABLE t (id int, s varchar(50));
DELIMITER //
CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.s = CONCAT('\\', 'a\nb', "it's", 'a\'b', '%\_'); END//
CREATE TRIGGER y BEFORE INSERT ON t FOR EACH ROW FOLLOWS x SET NEW.s = CONCAT(NEW.s, '\\d')//
CREATE PROCEDURE p() BEGIN SELECT '\\', 'a\nb' FROM t WHERE s LIKE '\_%'; END//
CREATE FUNCTION f() RETURNS varchar(10) DETERMINISTIC RETURN '\\'//
CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' DISABLE DO SELECT '\\', "y"//
DELIMITER ;
INSERT INTO t (id) VALUES (1);
-- ## to
CREATE TABLE t (id bigint, s varchar(60));
DELIMITER //
CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.s = '\\\\'; END//
CREATE TRIGGER z BEFORE INSERT ON t FOR EACH ROW PRECEDES x SET NEW.s = '\t'//
CREATE PROCEDURE p() BEGIN SELECT '\\\\' FROM t; END//
CREATE FUNCTION f() RETURNS varchar(10) DETERMINISTIC RETURN '\n'//
CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' DISABLE DO SELECT '\\\\'//
DELIMITER ;
INSERT INTO t (id) VALUES (1);
-- ## an index that is hidden and commented upon at once [mysql]
CREATE TABLE t (a int, b int, KEY k (a) INVISIBLE, KEY l (b) COMMENT 'gone', KEY m (b, a) COMMENT 'stays');
INSERT INTO t VALUES (1, 2);
-- ## to
CREATE TABLE t (a int, b int, KEY k (a) COMMENT 'new', KEY l (b) INVISIBLE, KEY m (a, b) COMMENT 'stays');
INSERT INTO t VALUES (1, 2);
-- ## what columns and keys say to a second engine [mysql]
CREATE TABLE t (a int SECONDARY_ENGINE_ATTRIBUTE '{"x":1}', b int NOT NULL DEFAULT 5 SECONDARY_ENGINE_ATTRIBUTE '{"y": "is"}', c int INVISIBLE, KEY k (a) SECONDARY_ENGINE_ATTRIBUTE '{"z":2}', KEY l (b)) SECONDARY_ENGINE_ATTRIBUTE='{"q":3}';
-- ## to
CREATE TABLE t (a int, b int NOT NULL DEFAULT 5 SECONDARY_ENGINE_ATTRIBUTE '{"y": "its"}', c int INVISIBLE COMMENT 'c' SECONDARY_ENGINE_ATTRIBUTE '{"y": 1}', KEY k (a) SECONDARY_ENGINE_ATTRIBUTE '{"z":3}', KEY l (b) COMMENT 'l' SECONDARY_ENGINE_ATTRIBUTE '{"z":4}') SECONDARY_ENGINE_ATTRIBUTE='{"q":4}';
