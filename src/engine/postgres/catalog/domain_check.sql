SELECT k.oid, k.contypid AS type, k.conname::text AS name, k.convalidated AS validated,
       pg_get_constraintdef(k.oid, $pretty) AS definition
FROM pg_constraint k
JOIN pg_type t ON t.oid = k.contypid
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE k.contype = 'c' AND {schema n} AND {own pg_type t}
ORDER BY n.nspname COLLATE "C", t.typname COLLATE "C", k.conname COLLATE "C"
