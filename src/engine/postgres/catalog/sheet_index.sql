-- Indexes by name, with the statement that makes each.
SELECT i.indrelid AS table, ic.relname::text AS name, pg_get_indexdef(ic.oid) AS definition
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND {schema n}
ORDER BY i.indrelid, ic.relname COLLATE "C"
