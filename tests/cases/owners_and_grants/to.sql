-- The other way round of each, and what either side does not say.
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
ALTER TABLE s.granted OWNER TO handover_new;
GRANT SELECT, DELETE ON s.granted TO handover_old;
ALTER TABLE s.revoked OWNER TO handover_new;
GRANT SELECT ON s.revoked TO handover_old;
ALTER TABLE s.both OWNER TO handover_new;
REVOKE TRIGGER ON s.both FROM handover_new;
GRANT SELECT ON s.both TO handover_old WITH GRANT OPTION;
ALTER TABLE s.columns OWNER TO handover_new;
GRANT SELECT (b) ON s.columns TO handover_new;
GRANT UPDATE (b) ON s.columns TO handover_old;
ALTER TABLE s.serial OWNER TO handover_new;
GRANT USAGE ON SEQUENCE s.serial_id_seq TO handover_old;
ALTER TABLE s.mine OWNER TO handover_new;
REVOKE INSERT ON s.mine FROM handover_new;
ALTER TABLE s.kept OWNER TO handover_new;
REVOKE DELETE ON s.kept FROM handover_new;
ALTER VIEW s.view OWNER TO handover_new;
GRANT SELECT ON s.view TO handover_old;
ALTER SEQUENCE s.seq OWNER TO handover_new;
GRANT USAGE ON SEQUENCE s.seq TO handover_old;
ALTER FUNCTION s.f() OWNER TO handover_new;
GRANT EXECUTE ON FUNCTION s.f() TO handover_old;
ALTER TYPE s.color OWNER TO handover_new;
GRANT USAGE ON TYPE s.color TO handover_old;
ALTER SCHEMA s OWNER TO handover_new;
GRANT CREATE ON SCHEMA s TO handover_old;
ALTER SCHEMA public OWNER TO handover_new;
REVOKE CREATE ON SCHEMA public FROM handover_new;
