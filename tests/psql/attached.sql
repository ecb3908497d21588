-- What hangs on a relation: policies, rules, statistics, publications, identities, storage.
DO $$ BEGIN CREATE ROLE reading_role; CREATE ROLE "Odd role"; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE SCHEMA other;
CREATE TABLE t (id int PRIMARY KEY, a text, b int, c jsonb);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON t;
CREATE POLICY "Odd policy" ON t AS RESTRICTIVE FOR UPDATE TO reading_role, "Odd role" USING (id > 0) WITH CHECK (b < 3 AND a <> 'x');
CREATE POLICY reading ON t FOR SELECT TO reading_role USING (true);
CREATE POLICY writing ON t FOR INSERT WITH CHECK (CASE WHEN b > 0 THEN true ELSE false END);
CREATE POLICY deleting ON t AS RESTRICTIVE FOR DELETE USING (a IS NULL);
CREATE TABLE forced (id int);
ALTER TABLE forced ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON forced USING (id > 0);
CREATE TABLE off (id int);
CREATE POLICY p ON off USING (id > 0);
CREATE TABLE off_forced (id int);
ALTER TABLE off_forced FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON off_forced USING (id > 0);

CREATE STATISTICS stats_all ON a, b FROM t;
CREATE STATISTICS other.stats_some (ndistinct, mcv) ON id, a FROM t;
ALTER STATISTICS other.stats_some SET STATISTICS 100;
CREATE STATISTICS "Odd stats" (dependencies) ON b, id FROM t;
ALTER STATISTICS "Odd stats" SET STATISTICS 0;

CREATE TABLE ruled (id int, a text);
CREATE RULE on_insert AS ON INSERT TO ruled WHERE NEW.id > 5 DO ALSO INSERT INTO t (id, a) VALUES (NEW.id, NEW.a);
CREATE RULE off AS ON DELETE TO ruled DO INSTEAD NOTHING;
CREATE RULE always AS ON UPDATE TO ruled DO ALSO NOTHING;
CREATE RULE replica AS ON UPDATE TO ruled WHERE OLD.id = 1 DO INSTEAD (DELETE FROM t; INSERT INTO t (id) VALUES (1));
ALTER TABLE ruled DISABLE RULE off, ENABLE ALWAYS RULE always, ENABLE REPLICA RULE replica;

CREATE TABLE referring (t_id int REFERENCES t, u_id int REFERENCES t DEFERRABLE);
ALTER TABLE referring DISABLE TRIGGER ALL;

CREATE PUBLICATION pub_all FOR ALL TABLES;
CREATE PUBLICATION pub_some FOR TABLE t, ruled;
CREATE PUBLICATION "Odd pub" FOR TABLE t;

CREATE TABLE identity_nothing (id int PRIMARY KEY);
ALTER TABLE identity_nothing REPLICA IDENTITY NOTHING;
CREATE TABLE identity_full (id int PRIMARY KEY);
ALTER TABLE identity_full REPLICA IDENTITY FULL;
CREATE TABLE identity_index (id int NOT NULL UNIQUE);
ALTER TABLE identity_index REPLICA IDENTITY USING INDEX identity_index_id_key;

CREATE TABLE stored (a text, b text, c int, d text, e text) WITH (fillfactor = 50, autovacuum_enabled = off, toast.autovacuum_enabled = off);
ALTER TABLE stored ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE MAIN, ALTER d SET STORAGE PLAIN, ALTER a SET STATISTICS 500, ALTER b SET STATISTICS 0, ALTER c SET (n_distinct = 5);
COMMENT ON COLUMN stored.a IS 'Some 日本 text';
CREATE INDEX stored_idx ON stored (a, (b || 'x'), lower(d) DESC NULLS LAST) INCLUDE (c) WITH (fillfactor = 60);
ALTER INDEX stored_idx ALTER COLUMN 2 SET STATISTICS 300;
CREATE INDEX stored_gin ON stored USING gin (to_tsvector('english', a));
COMMENT ON INDEX stored_idx IS 'An index';
CREATE TABLE excluded (a int4range, EXCLUDE USING gist (a WITH &&));
CREATE UNIQUE INDEX stored_u ON stored (c) WHERE c > 0;
ALTER TABLE stored CLUSTER ON stored_idx;
CREATE TABLE waits (a int UNIQUE DEFERRABLE, b int UNIQUE DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE half (k int NOT NULL, v text) PARTITION BY LIST (k);
CREATE TABLE half_1 PARTITION OF half FOR VALUES IN (1);
CREATE INDEX half_idx ON ONLY half (v);
ALTER TABLE half ENABLE ROW LEVEL SECURITY, REPLICA IDENTITY FULL;
CREATE POLICY p ON half USING (k > 0);
CREATE STATISTICS half_stats ON k, v FROM half;
CREATE MATERIALIZED VIEW seen AS SELECT * FROM t;
CREATE STATISTICS seen_stats (mcv) ON a, b FROM seen;
CREATE INDEX " USING x" ON t (a);
CREATE TRIGGER "a TRIGGER b" BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE VIEW watched WITH (security_barrier) AS SELECT id, a, 'x'::varchar(5) AS c FROM t;
COMMENT ON COLUMN watched.a IS 'Watched';
