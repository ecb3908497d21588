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
UNION ALL
-- What is said of a multirange type by itself.
SELECT 'comment on multirange type', i.identity
FROM pg_description d JOIN pg_type t ON t.oid = d.objoid JOIN pg_namespace n ON n.oid = t.typnamespace
CROSS JOIN pg_identify_object(d.classoid, d.objoid, 0) i
WHERE d.classoid = 'pg_type'::regclass AND t.typtype = 'm' AND {schema n} AND {own pg_type t}
UNION ALL
-- What is said of a partition's copy of a trigger by itself.
SELECT 'comment on copy of trigger', i.identity
FROM pg_description d JOIN pg_trigger t ON t.oid = d.objoid JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN pg_identify_object(d.classoid, d.objoid, 0) i
WHERE d.classoid = 'pg_trigger'::regclass AND t.tgparentid <> 0 AND {schema n} AND {own pg_class c}
UNION ALL
-- What goes when an extension goes, though it is no member of it.
SELECT i.type || ' that depends on extension ' || quote_ident(x.extname), i.identity
FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid CROSS JOIN pg_identify_object(d.classid, d.objid, 0) i
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'x'
UNION ALL
-- What is granted on the server's own things otherwise than initdb did. It keeps no record of `information_schema`.
SELECT 'grant on ' || i.type, i.identity
FROM (
    SELECT 'pg_proc'::regclass AS class, p.oid AS object, 0 AS part, p.proacl AS acl, acldefault('f', p.proowner) AS usual
    FROM pg_proc p WHERE p.oid < 16384 AND p.proacl IS NOT NULL
    UNION ALL
    SELECT 'pg_class'::regclass, c.oid, 0, c.relacl, acldefault('r', c.relowner) FROM pg_class c WHERE c.oid < 16384 AND c.relacl IS NOT NULL
    UNION ALL
    SELECT 'pg_class'::regclass, a.attrelid, a.attnum, a.attacl, '{}'::aclitem[] FROM pg_attribute a WHERE a.attrelid < 16384 AND a.attacl IS NOT NULL
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid, 0, t.typacl, acldefault('T', t.typowner) FROM pg_type t WHERE t.oid < 16384 AND t.typacl IS NOT NULL
    UNION ALL
    SELECT 'pg_language'::regclass, l.oid, 0, l.lanacl, acldefault('l', l.lanowner) FROM pg_language l WHERE l.oid < 16384 AND l.lanacl IS NOT NULL
    UNION ALL
    SELECT 'pg_namespace'::regclass, n.oid, 0, n.nspacl, acldefault('n', n.nspowner) FROM pg_namespace n
    WHERE n.oid < 16384 AND n.nspname <> 'public' AND n.nspacl IS NOT NULL
) g
LEFT JOIN pg_init_privs v ON v.classoid = g.class AND v.objoid = g.object AND v.objsubid = g.part
CROSS JOIN pg_identify_object(g.class, g.object, g.part) i
WHERE 'information_schema' NOT IN (coalesce(i.schema, ''), i.identity)
  AND ARRAY(SELECT x::text COLLATE "C" FROM unnest(g.acl) x ORDER BY 1) <> ARRAY(SELECT x::text COLLATE "C" FROM unnest(coalesce(v.initprivs, g.usual)) x ORDER BY 1)
ORDER BY 1, 2
