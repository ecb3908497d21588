-- Copies of triggers on partitions that fire otherwise than on the partitioned table that has them first.
WITH RECURSIVE copy(oid, above) AS (
    SELECT t.oid, t.tgparentid FROM pg_trigger t WHERE t.tgparentid <> 0
    UNION ALL
    SELECT c.oid, p.tgparentid FROM copy c JOIN pg_trigger p ON p.oid = c.above WHERE p.tgparentid <> 0
)
SELECT t.tgrelid AS table, t.tgname::text AS name, t.tgenabled::text AS enabled, o.oid AS trigger
FROM copy s
JOIN pg_trigger o ON o.oid = s.above AND o.tgparentid = 0 AND NOT o.tgisinternal
JOIN pg_trigger t ON t.oid = s.oid AND t.tgenabled <> o.tgenabled AND t.tgname = o.tgname
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {schema n} AND {own pg_class c}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", t.tgname COLLATE "C"
