-- Not-null constraints, for `\d+` of PostgreSQL 18.
SELECT k.conrelid AS relation, k.conname::text AS name, a.attname::text AS column_name, k.connoinherit AS no_inherit, k.conislocal AS local,
       k.coninhcount <> 0 AS inherited, k.convalidated AS validated
FROM pg_constraint k
JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'n' AND {schema n}
ORDER BY k.conrelid, a.attnum
