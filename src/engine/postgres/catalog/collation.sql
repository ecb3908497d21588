SELECT o.oid, n.nspname::text AS schema, o.collname::text AS name, o.collprovider::text AS provider,
       o.collisdeterministic AS deterministic, o.collcollate::text AS lc_collate, o.collctype::text AS lc_ctype,
       o.collprovider = 'c' AND o.collencoding = -1 AND o.collcollate = o.collctype AND o.collcollate IN ('C', 'POSIX') AS any_encoding,
       o.colllocale AS locale, o.collicurules AS rules -- since 170000
       o.colliculocale AS locale, o.collicurules AS rules -- since 160000 before 170000
       o.colliculocale AS locale, NULL::text AS rules -- since 150000 before 160000
       NULL::text AS locale, NULL::text AS rules -- before 150000
FROM pg_collation o
JOIN pg_namespace n ON n.oid = o.collnamespace
WHERE {schema n} AND {own pg_collation o}
ORDER BY n.nspname COLLATE "C", o.collname COLLATE "C"
