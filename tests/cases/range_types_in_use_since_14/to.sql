CREATE TYPE fr AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE tr AS RANGE (subtype = text, collation = "POSIX");
CREATE TABLE t (id int, r fr, m fr_multirange, x tr, CONSTRAINT ex EXCLUDE USING gist (r WITH &&));
CREATE INDEX ti ON t USING gist (r);
CREATE FUNCTION rf(fr) RETURNS float8 LANGUAGE sql AS 'SELECT lower($1)';
