-- What the server shows of a mark is not what its grammar reads.
CREATE TABLE edges (f int, t int, CHECK (f IN (1, 2)));
CREATE VIEW ways AS
    WITH RECURSIVE way (f, t) AS (
        SELECT f, t FROM edges UNION ALL SELECT e.f, e.t FROM edges e, way WHERE e.f = way.t
    ) CYCLE f, t SET round TO 'Y' DEFAULT 'N' USING path
    SELECT f, t, round FROM way;
CREATE VIEW plain AS
    WITH RECURSIVE way (f, t) AS (
        SELECT f, t FROM edges UNION ALL SELECT e.f, e.t FROM edges e, way WHERE e.f = way.t
    ) SEARCH DEPTH FIRST BY f, t SET place CYCLE f SET round USING path
    SELECT f, t, round FROM way;
