-- Owners and grants at once: the server hands the old owner's entries to the new one.
DO $$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['handover_old', 'handover_new', 'handover_other'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I', r);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
END $$;
CREATE SCHEMA s;
CREATE TABLE s.granted (a int, b int);
CREATE TABLE s.revoked (a int, b int);
CREATE TABLE s.both (a int, b int);
CREATE TABLE s.columns (a int, b int);
CREATE TABLE s.serial (id serial, j int);
CREATE TABLE s.mine (a int);
CREATE TABLE s.kept (a int);
CREATE VIEW s.view AS SELECT 1 AS one;
CREATE SEQUENCE s.seq;
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE s.color AS ENUM ('red');
CREATE FOREIGN DATA WRAPPER handover;
CREATE SERVER handover FOREIGN DATA WRAPPER handover;
ALTER TABLE s.granted OWNER TO handover_old;
GRANT SELECT ON s.granted TO handover_new;
GRANT INSERT ON s.granted TO handover_other;
ALTER TABLE s.revoked OWNER TO handover_old;
REVOKE DELETE, TRIGGER ON s.revoked FROM handover_old;
ALTER TABLE s.both OWNER TO handover_old;
REVOKE DELETE, SELECT ON s.both FROM handover_old;
GRANT SELECT, UPDATE ON s.both TO handover_new WITH GRANT OPTION;
ALTER TABLE s.columns OWNER TO handover_old;
GRANT SELECT (a), UPDATE (b) ON s.columns TO handover_old;
GRANT SELECT (b), INSERT (a) ON s.columns TO handover_new;
ALTER TABLE s.serial OWNER TO handover_old;
GRANT USAGE ON SEQUENCE s.serial_id_seq TO handover_new;
REVOKE UPDATE ON SEQUENCE s.serial_id_seq FROM handover_old;
GRANT SELECT ON s.mine TO handover_new;
ALTER TABLE s.kept OWNER TO handover_old;
REVOKE DELETE ON s.kept FROM handover_old;
ALTER VIEW s.view OWNER TO handover_old;
GRANT SELECT ON s.view TO handover_new;
ALTER SEQUENCE s.seq OWNER TO handover_old;
GRANT USAGE ON SEQUENCE s.seq TO handover_new;
ALTER FUNCTION s.f() OWNER TO handover_old;
REVOKE EXECUTE ON FUNCTION s.f() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION s.f() TO handover_new;
ALTER TYPE s.color OWNER TO handover_old;
REVOKE USAGE ON TYPE s.color FROM PUBLIC, handover_old;
ALTER SCHEMA s OWNER TO handover_old;
GRANT USAGE ON SCHEMA s TO handover_new;
ALTER SERVER handover OWNER TO postgres;
GRANT USAGE ON FOREIGN SERVER handover TO handover_new;
GRANT CREATE ON SCHEMA public TO handover_new;
