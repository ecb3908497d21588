-- Every object of the user's that no reader above has read, in the server's own words for it.
WITH candidate(classid, objid) AS (
    SELECT 'pg_class'::regclass, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'f', 'p') AND c.relpersistence <> 't' AND NOT {table c} AND {schema n}
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE t.typtype IN ('b', 'p') AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) AND {schema n}
    UNION ALL
    SELECT 'pg_conversion'::regclass, o.oid FROM pg_conversion o JOIN pg_namespace n ON n.oid = o.connamespace WHERE {schema n}
    UNION ALL
    SELECT 'pg_operator'::regclass, o.oid FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE {schema n}
    UNION ALL
    SELECT 'pg_opclass'::regclass, o.oid FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE {schema n}
    UNION ALL
    SELECT 'pg_opfamily'::regclass, o.oid FROM pg_opfamily o JOIN pg_namespace n ON n.oid = o.opfnamespace WHERE {schema n}
    UNION ALL
    SELECT 'pg_cast'::regclass, oid FROM pg_cast WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_transform'::regclass, oid FROM pg_transform WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_language'::regclass, oid FROM pg_language WHERE oid >= 16384
    UNION ALL
    SELECT 'pg_am'::regclass, oid FROM pg_am WHERE oid >= 16384
)
SELECT i.type AS kind, coalesce(i.identity, '?') AS name
FROM candidate c, pg_identify_object(c.classid, c.objid, 0) i
WHERE NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = c.classid AND m.objid = c.objid AND m.deptype IN ('e', 'i'))
ORDER BY i.type, i.identity
