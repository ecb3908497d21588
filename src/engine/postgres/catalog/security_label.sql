SELECT l.classoid AS class, l.objoid AS object, l.objsubid AS part, l.provider, l.label,
       -- What no reader tells of, though it is labelled: the server's own objects, members of extensions, large objects.
       CASE WHEN l.classoid = 'pg_largeobject'::regclass
              OR l.objoid < 16384 AND NOT (l.classoid = 'pg_namespace'::regclass AND l.objoid = to_regnamespace('public'))
              OR EXISTS (SELECT FROM pg_depend m WHERE m.classid = l.classoid AND m.objid = l.objoid AND m.deptype = 'e')
            THEN (pg_identify_object(l.classoid, l.objoid, l.objsubid)).identity END AS elsewhere
FROM pg_seclabel l
UNION ALL
SELECT l.classoid, l.objoid, 0, l.provider, l.label, NULL
FROM pg_shseclabel l
ORDER BY 1, 2, 3, 4
