CREATE TYPE fr AS RANGE (subtype = float8);
CREATE TYPE tr AS RANGE (subtype = text, collation = "C");
CREATE TABLE t (id int, r fr, m fr_multirange, x tr, CONSTRAINT ex EXCLUDE USING gist (r WITH &&));
CREATE INDEX ti ON t USING gist (r);
CREATE FUNCTION rf(fr) RETURNS float8 LANGUAGE sql AS 'SELECT lower($1)';
