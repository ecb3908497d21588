-- Members of extensions that have grants: what is granted on them otherwise than the extension does is the
-- user's, and all of theirs that is. Likewise the server's own objects and initdb, which keeps no record of
-- `information_schema`.
WITH held AS (
    SELECT 'pg_class'::regclass AS class, c.oid AS object, 0 AS part, c.relacl AS acl FROM pg_class c
    WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL SELECT 'pg_class'::regclass, a.attrelid, a.attnum, a.attacl FROM pg_attribute a WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
    UNION ALL SELECT 'pg_proc'::regclass, p.oid, 0, p.proacl FROM pg_proc p WHERE p.proacl IS NOT NULL
    UNION ALL SELECT 'pg_type'::regclass, t.oid, 0, t.typacl FROM pg_type t WHERE t.typacl IS NOT NULL
    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, w.oid, 0, w.fdwacl FROM pg_foreign_data_wrapper w WHERE w.fdwacl IS NOT NULL
    UNION ALL SELECT 'pg_foreign_server'::regclass, s.oid, 0, s.srvacl FROM pg_foreign_server s WHERE s.srvacl IS NOT NULL
    UNION ALL SELECT 'pg_language'::regclass, l.oid, 0, l.lanacl FROM pg_language l WHERE l.lanacl IS NOT NULL
    UNION ALL SELECT 'pg_namespace'::regclass, o.oid, 0, o.nspacl FROM pg_namespace o
    WHERE o.nspacl IS NOT NULL AND o.oid < 16384 AND o.nspname NOT IN ('public', 'information_schema')
), kept AS MATERIALIZED ( -- almost always few: what they are is looked up for these alone
    SELECT h.class, h.object, h.part, d.refobjid AS extension
    FROM held h
    -- plpgsql comes with every database.
    LEFT JOIN pg_depend d ON d.classid = h.class AND d.objid = h.object AND d.objsubid = 0 AND d.deptype = 'e'
        AND d.refclassid = 'pg_extension'::regclass AND d.refobjid >= 16384
    LEFT JOIN pg_init_privs i ON i.classoid = h.class AND i.objoid = h.object AND i.objsubid = h.part
    WHERE d.refobjid IS NOT NULL OR {system} AND h.object < 16384 AND h.acl IS DISTINCT FROM i.initprivs
)
SELECT e.extname::text AS extension, h.class::oid AS class, h.object, h.part,
       CASE
           WHEN c.relkind IN ('r', 'p') THEN 'table'
           WHEN c.relkind = 'v' THEN 'view'
           WHEN c.relkind = 'm' THEN 'materialized view'
           WHEN c.relkind = 'f' THEN 'foreign table'
           WHEN c.relkind = 'S' THEN 'sequence'
           WHEN p.prokind = 'a' THEN 'aggregate'
           WHEN p.prokind IS NOT NULL THEN 'routine'
           WHEN t.typtype = 'e' THEN 'enum'
           WHEN t.typtype = 'd' THEN 'domain'
           WHEN t.typtype = 'c' THEN 'composite type'
           WHEN t.typtype = 'r' THEN 'range type'
           WHEN t.typtype IS NOT NULL THEN 'base type'
           WHEN w.oid IS NOT NULL THEN 'foreign data wrapper'
           WHEN s.oid IS NOT NULL THEN 'foreign server'
           WHEN o.oid IS NOT NULL THEN 'schema'
           ELSE 'language'
       END AS kind,
       coalesce(n.nspname::text, '') AS schema,
       coalesce(c.relname, p.proname, t.typname, w.fdwname, s.srvname, l.lanname, o.nspname)::text AS name,
       coalesce(oidvectortypes(p.proargtypes), '') AS signature, a.attname::text AS "column"
FROM kept h
LEFT JOIN pg_extension e ON e.oid = h.extension
LEFT JOIN pg_class c ON h.class = 'pg_class'::regclass AND c.oid = h.object
LEFT JOIN pg_attribute a ON h.part > 0 AND a.attrelid = c.oid AND a.attnum = h.part
LEFT JOIN pg_proc p ON h.class = 'pg_proc'::regclass AND p.oid = h.object
LEFT JOIN pg_type t ON h.class = 'pg_type'::regclass AND t.oid = h.object
LEFT JOIN pg_foreign_data_wrapper w ON h.class = 'pg_foreign_data_wrapper'::regclass AND w.oid = h.object
LEFT JOIN pg_foreign_server s ON h.class = 'pg_foreign_server'::regclass AND s.oid = h.object
LEFT JOIN pg_language l ON h.class = 'pg_language'::regclass AND l.oid = h.object
LEFT JOIN pg_namespace o ON h.class = 'pg_namespace'::regclass AND o.oid = h.object
LEFT JOIN pg_namespace n ON n.oid = coalesce(c.relnamespace, p.pronamespace, t.typnamespace)
WHERE e.oid IS NOT NULL OR coalesce(n.nspname, '') NOT IN ('public', 'information_schema')
ORDER BY e.extname COLLATE "C", 5, n.nspname COLLATE "C", 7, 8, h.part
