-- Every object of the user's that no reader above has read, in the server's own words for it.
WITH candidate(classid, objid) AS (
    SELECT 'pg_class'::regclass, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'f', 'p') AND c.relpersistence <> 't' AND NOT {table c} AND {schema n}
    UNION ALL
    -- The bare name of an operator that nobody refers to (any more).
    SELECT 'pg_operator'::regclass, o.oid FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
    WHERE o.oprcode = 0 AND NOT EXISTS (SELECT FROM pg_operator r WHERE o.oid IN (r.oprcom, r.oprnegate)) AND {schema n}
    UNION ALL
    -- What was added to one of the server's own operator families.
    SELECT 'pg_amop'::regclass, o.oid FROM pg_amop o
    WHERE o.oid >= 16384 AND o.amopfamily < 16384
      AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_operator'::regclass AND e.objid = o.amopopr AND e.deptype = 'e')
    UNION ALL
    SELECT 'pg_amproc'::regclass, o.oid FROM pg_amproc o
    WHERE o.oid >= 16384 AND o.amprocfamily < 16384
      AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = o.amproc AND e.deptype = 'e')
)
SELECT i.type AS kind, coalesce(i.identity, '?') AS name
FROM candidate c, pg_identify_object(c.classid, c.objid, 0) i
WHERE NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = c.classid AND m.objid = c.objid AND m.deptype IN ('e', 'i'))
ORDER BY i.type, i.identity
