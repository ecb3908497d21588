-- Foreign keys of tables; a partition has those of the tables above it too.
SELECT t.relation, t.relation = k.conrelid AS own, k.conname::text AS name, pg_get_constraintdef(k.oid, true) AS definition,
       k.conrelid::regclass::text AS table_name
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
CROSS JOIN LATERAL (SELECT k.conrelid AS relation UNION SELECT relid::oid FROM pg_partition_tree(k.conrelid) WHERE c.relkind = 'p') t
JOIN pg_class r ON r.oid = t.relation
JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE k.contype = 'f' AND k.conparentid = 0 AND {schema n}
ORDER BY t.relation, own DESC, k.conname, table_name
