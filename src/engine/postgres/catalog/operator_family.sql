-- A member that depends on the family itself is a loose one; the others are those of its classes. On one of the
-- server's own families nothing depends: loose is there what was added and is of no class.
WITH operators AS (
    SELECT d.family AS of, array_agg(m.text ORDER BY m.amopstrategy, m.text COLLATE "C") AS members, array_agg(m.oid) AS oids
    FROM (
        SELECT o.oid, o.amopfamily AS family, o.amopopr AS member, o.amopstrategy, o.amopstrategy || ' ' || o.amopopr::regoperator::text ||
               coalesce(' FOR ORDER BY ' || quote_ident(n.nspname) || '.' || quote_ident(f.opfname), '') AS text
        FROM pg_amop o
        LEFT JOIN pg_opfamily f ON f.oid = o.amopsortfamily
        LEFT JOIN pg_namespace n ON n.oid = f.opfnamespace
        WHERE o.oid >= 16384
    ) m
    JOIN LATERAL (
        SELECT d.refobjid AS family FROM pg_depend d WHERE d.classid = 'pg_amop'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opfamily'::regclass
        UNION ALL
        SELECT m.family WHERE {system} AND m.family < 16384
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_amop'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opclass'::regclass)
          AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_operator'::regclass AND e.objid = m.member AND e.deptype = 'e')
    ) d ON true
    GROUP BY 1
), functions AS (
    SELECT d.family AS of, array_agg(m.text ORDER BY m.amprocnum, m.text COLLATE "C") AS members, array_agg(m.oid) AS oids
    FROM (
        SELECT p.oid, p.amprocfamily AS family, p.amproc::oid AS member, p.amprocnum, format('%s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, NULL),
               format_type(p.amprocrighttype, NULL), p.amproc::regprocedure) AS text
        FROM pg_amproc p
        WHERE p.oid >= 16384
    ) m
    JOIN LATERAL (
        SELECT d.refobjid AS family FROM pg_depend d WHERE d.classid = 'pg_amproc'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opfamily'::regclass
        UNION ALL
        SELECT m.family WHERE {system} AND m.family < 16384
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_amproc'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opclass'::regclass)
          AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = m.member AND e.deptype = 'e')
    ) d ON true
    GROUP BY 1
)
SELECT f.oid, n.nspname::text AS schema, f.opfname::text AS name, am.amname::text AS method,
       coalesce(o.members, '{}') AS operators, coalesce(p.members, '{}') AS functions, coalesce(o.oids, '{}') AS operator_oids, coalesce(p.oids, '{}') AS function_oids
FROM pg_opfamily f
JOIN pg_namespace n ON n.oid = f.opfnamespace
JOIN pg_am am ON am.oid = f.opfmethod
LEFT JOIN operators o ON o.of = f.oid
LEFT JOIN functions p ON p.of = f.oid
WHERE {schema n} AND {own pg_opfamily f} OR f.oid < 16384 AND (o.of IS NOT NULL OR p.of IS NOT NULL)
ORDER BY n.nspname COLLATE "C", f.opfname COLLATE "C", am.amname COLLATE "C"
