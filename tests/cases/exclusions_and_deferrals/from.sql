CREATE EXTENSION btree_gist;
CREATE TABLE booking (room int, during tsrange, who text, CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (who IS NOT NULL));
CREATE TABLE t (a int, b int, c int UNIQUE, CONSTRAINT u UNIQUE (a) DEFERRABLE, CONSTRAINT f FOREIGN KEY (b) REFERENCES t (c));
CREATE TABLE w (a int, b int, CONSTRAINT wu UNIQUE (a));
CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON w DEFERRABLE FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
