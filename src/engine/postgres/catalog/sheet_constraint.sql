-- Constraints by name; the not-null ones of PostgreSQL 18 are the columns'.
SELECT k.conrelid AS table, k.conname::text AS name, k.contype::text AS letter, pg_get_constraintdef(k.oid) AS definition
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
-- A foreign key to a partitioned table has one more for each partition.
LEFT JOIN pg_constraint above ON above.oid = k.conparentid AND above.conrelid = k.conrelid
WHERE c.relkind IN ('r', 'p', 'f') AND k.contype <> 'n' AND above.oid IS NULL AND {schema n}
ORDER BY k.conrelid, k.conname COLLATE "C"
