-- Grants that are not what an object has by itself: `acldefault`, or what initdb or an extension gave it (`pg_init_privs`).
WITH object AS (
    -- A schema public that was made anew is of no initdb, and is compared with that all the same.
    SELECT 'pg_namespace'::regclass AS class, n.oid AS object, 0 AS part,
           CASE n.nspname WHEN 'public' THEN coalesce(n.nspacl, acldefault('n', n.nspowner)) ELSE n.nspacl END AS acl,
           acldefault('n', n.nspowner) || CASE WHEN n.nspname = 'public' THEN ARRAY[
               makeaclitem(0, n.nspowner, 'CREATE', false), -- before 150000
               makeaclitem(0, n.nspowner, 'USAGE', false)] ELSE '{}'::aclitem[] END AS usual, n.nspowner AS owner
    FROM pg_namespace n WHERE (n.nspacl IS NOT NULL OR n.nspname = 'public') AND ({schema n} OR {system} AND n.nspname = 'pg_catalog')
    UNION ALL
    SELECT 'pg_class'::regclass, c.oid, 0, c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner), c.relowner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND ({schema n} OR {system} AND n.nspname = 'pg_catalog')
    UNION ALL
    SELECT 'pg_class'::regclass, a.attrelid, a.attnum, a.attacl, NULL::aclitem[], c.relowner
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND ({schema n} OR {system} AND n.nspname = 'pg_catalog')
    UNION ALL
    SELECT 'pg_proc'::regclass, p.oid, 0, p.proacl, acldefault('f', p.proowner), p.proowner
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proacl IS NOT NULL AND ({schema n} OR {system} AND n.nspname = 'pg_catalog')
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid, 0, t.typacl, acldefault('T', t.typowner), t.typowner
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typacl IS NOT NULL AND ({schema n} OR {system} AND n.nspname = 'pg_catalog')
    UNION ALL
    SELECT 'pg_foreign_data_wrapper'::regclass, w.oid, 0, w.fdwacl, acldefault('F', w.fdwowner), w.fdwowner FROM pg_foreign_data_wrapper w WHERE w.fdwacl IS NOT NULL
    UNION ALL
    SELECT 'pg_foreign_server'::regclass, s.oid, 0, s.srvacl, acldefault('S', s.srvowner), s.srvowner FROM pg_foreign_server s WHERE s.srvacl IS NOT NULL
    UNION ALL
    SELECT 'pg_language'::regclass, l.oid, 0, l.lanacl, acldefault('l', l.lanowner), l.lanowner FROM pg_language l WHERE l.lanacl IS NOT NULL
    UNION ALL
    SELECT 'pg_database'::regclass, d.oid, 0, d.datacl, acldefault('d', d.datdba), d.datdba FROM pg_database d
    WHERE d.datacl IS NOT NULL AND d.datname = current_database()
), baseline AS (
    SELECT o.class, o.object, o.part, o.acl, o.owner, coalesce(i.initprivs, o.usual) AS usual
    FROM object o LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.object AND i.objsubid = o.part
    WHERE o.acl IS DISTINCT FROM i.initprivs
), held AS (
    SELECT b.class, b.object, b.part, x.grantee, x.privilege_type, bool_or(x.is_grantable) AS grantable
    FROM baseline b, aclexplode(b.acl) x GROUP BY 1, 2, 3, 4, 5
), usual AS (
    -- Who granted them was the owner then: what was the owner's is, whoever it is now.
    SELECT b.class, b.object, b.part, CASE x.grantee WHEN x.grantor THEN b.owner ELSE x.grantee END AS grantee,
           x.privilege_type, bool_or(x.is_grantable) AS grantable
    FROM baseline b, aclexplode(b.usual) x GROUP BY 1, 2, 3, 4, 5
)
SELECT class::oid AS class, object, part, coalesce(r.rolname::text, '') AS role,
       array_agg(privilege_type ORDER BY privilege_type) FILTER (WHERE h.privilege_type IS NOT NULL AND u.grantee IS NULL) AS privileges,
       array_agg(privilege_type ORDER BY privilege_type) FILTER (WHERE h.grantable AND NOT coalesce(u.grantable, false)) AS grantable,
       array_agg(privilege_type ORDER BY privilege_type) FILTER (WHERE h.grantee IS NULL) AS revoked
FROM held h
FULL JOIN usual u USING (class, object, part, grantee, privilege_type)
LEFT JOIN pg_roles r ON r.oid = grantee
WHERE h.grantee IS NULL OR u.grantee IS NULL OR h.grantable <> u.grantable
GROUP BY class, object, part, grantee, r.rolname
ORDER BY class, object, part, r.rolname COLLATE "C" NULLS FIRST
