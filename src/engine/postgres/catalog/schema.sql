SELECT n.oid, n.nspname::text AS name
FROM pg_namespace n
WHERE {schema n} AND {own pg_namespace n}
ORDER BY n.nspname COLLATE "C"
