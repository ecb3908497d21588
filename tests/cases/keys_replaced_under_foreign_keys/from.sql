CREATE TABLE a (id int, k text UNIQUE, UNIQUE (id, k));
CREATE TABLE b (aid int, ak text, FOREIGN KEY (aid, ak) REFERENCES a (id, k), FOREIGN KEY (ak) REFERENCES a (k) DEFERRABLE);
