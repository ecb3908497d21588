CREATE TABLE t (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  tiny tinyint(1) NOT NULL DEFAULT 0,
  small smallint NOT NULL DEFAULT '7',
  y year,
  ts timestamp,
  ts3 timestamp(3) NULL DEFAULT NULL,
  j json,
  g int GENERATED ALWAYS AS (tiny + 1) STORED,
  w varchar(30) AS (concat(e, '-', small)) VIRTUAL,
  e enum('a','b') DEFAULT 'a',
  s set('x','y') NOT NULL DEFAULT 'x,y',
  v varchar(20) CHARACTER SET latin1 COMMENT 'it''s',
  d datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  price decimal(10,2) unsigned DEFAULT 1.50,
  flags bit(3) DEFAULT b'101',
  z int(5) unsigned zerofill DEFAULT 3,
  body longtext COLLATE utf8mb4_unicode_ci,
  place point NOT NULL,
  UNIQUE KEY u (v),
  FULLTEXT KEY words (body),
  SPATIAL KEY at (place),
  KEY e (e, y),
  KEY prefix (v(5))
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC COMMENT='what there is';
CREATE TABLE old (id int NOT NULL, name char(20) DEFAULT '', PRIMARY KEY (id)) ENGINE=MyISAM DEFAULT CHARSET=latin1;
CREATE TABLE p (id int NOT NULL, PRIMARY KEY (id)) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE f (t_id int unsigned, CONSTRAINT fk FOREIGN KEY (t_id) REFERENCES t (id) ON DELETE CASCADE);
CREATE VIEW vw AS SELECT id, v FROM t WHERE id > 3;
CREATE PROCEDURE pp(IN a int) COMMENT 'says it' SELECT a;
CREATE FUNCTION ff(a varchar(10)) RETURNS int DETERMINISTIC RETURN 1;
CREATE TRIGGER tg BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 'x';
CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DO DELETE FROM f;
