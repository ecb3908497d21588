SELECT k.conrelid AS relation, k.conname::text AS name, pg_get_constraintdef(k.oid, true) AS definition
FROM pg_constraint k
JOIN pg_namespace n ON n.oid = k.connamespace
WHERE k.contype = 'c' AND k.conrelid <> 0 AND {schema n}
ORDER BY k.conrelid, k.conname
