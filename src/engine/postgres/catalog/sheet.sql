-- What documents list of tables; partitions are their parent's.
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, obj_description(c.oid, 'pg_class') AS comment
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND NOT c.relispartition AND {schema n} AND {own pg_class c}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
