-- A member that depends on the family itself is a loose one; the others are those of its classes.
WITH operators AS (
    SELECT d.refobjid AS of, array_agg(m.text ORDER BY m.amopstrategy, m.text COLLATE "C") AS members
    FROM (
        SELECT o.oid, o.amopstrategy, o.amopstrategy || ' ' || o.amopopr::regoperator::text ||
               coalesce(' FOR ORDER BY ' || quote_ident(n.nspname) || '.' || quote_ident(f.opfname), '') AS text
        FROM pg_amop o
        LEFT JOIN pg_opfamily f ON f.oid = o.amopsortfamily
        LEFT JOIN pg_namespace n ON n.oid = f.opfnamespace
    ) m
    JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opfamily'::regclass
    GROUP BY 1
), functions AS (
    SELECT d.refobjid AS of, array_agg(m.text ORDER BY m.amprocnum, m.text COLLATE "C") AS members
    FROM (
        SELECT p.oid, p.amprocnum, format('%s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, NULL),
               format_type(p.amprocrighttype, NULL), p.amproc::regprocedure) AS text
        FROM pg_amproc p
    ) m
    JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opfamily'::regclass
    GROUP BY 1
)
SELECT f.oid, n.nspname::text AS schema, f.opfname::text AS name, am.amname::text AS method,
       coalesce(o.members, '{}') AS operators, coalesce(p.members, '{}') AS functions
FROM pg_opfamily f
JOIN pg_namespace n ON n.oid = f.opfnamespace
JOIN pg_am am ON am.oid = f.opfmethod
LEFT JOIN operators o ON o.of = f.oid
LEFT JOIN functions p ON p.of = f.oid
WHERE {schema n} AND {own pg_opfamily f}
ORDER BY n.nspname COLLATE "C", f.opfname COLLATE "C", am.amname COLLATE "C"
