-- Members of a class are those that depend on it; PostgreSQL 14 and later may leave some to its family.
WITH operators AS (
    SELECT d.refobjid AS of, array_agg(m.text ORDER BY m.amopstrategy, m.text COLLATE "C") AS members
    FROM (
        SELECT o.oid, o.amopstrategy, o.amopstrategy || ' ' || o.amopopr::regoperator::text ||
               coalesce(' FOR ORDER BY ' || quote_ident(n.nspname) || '.' || quote_ident(f.opfname), '') AS text
        FROM pg_amop o
        LEFT JOIN pg_opfamily f ON f.oid = o.amopsortfamily
        LEFT JOIN pg_namespace n ON n.oid = f.opfnamespace
    ) m
    JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opclass'::regclass
    GROUP BY 1
), functions AS (
    SELECT d.refobjid AS of, array_agg(m.text ORDER BY m.amprocnum, m.text COLLATE "C") AS members
    FROM (
        SELECT p.oid, p.amprocnum, format('%s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, NULL),
               format_type(p.amprocrighttype, NULL), p.amproc::regprocedure) AS text
        FROM pg_amproc p
    ) m
    JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_opclass'::regclass
    GROUP BY 1
)
SELECT c.oid, n.nspname::text AS schema, c.opcname::text AS name, am.amname::text AS method,
       format_type(c.opcintype, NULL) AS data_type, c.opcdefault AS default, fn.nspname::text AS family_schema,
       f.opfname::text AS family, CASE WHEN c.opckeytype <> 0 THEN format_type(c.opckeytype, NULL) END AS storage,
       coalesce(o.members, '{}') AS operators, coalesce(p.members, '{}') AS functions
FROM pg_opclass c
JOIN pg_namespace n ON n.oid = c.opcnamespace
JOIN pg_am am ON am.oid = c.opcmethod
JOIN pg_opfamily f ON f.oid = c.opcfamily
JOIN pg_namespace fn ON fn.oid = f.opfnamespace
LEFT JOIN operators o ON o.of = c.oid
LEFT JOIN functions p ON p.of = c.oid
WHERE {schema n} AND {own pg_opclass c}
ORDER BY n.nspname COLLATE "C", c.opcname COLLATE "C", am.amname COLLATE "C"
