SELECT t.oid, t.typarray, n.nspname::text AS schema, t.typname::text AS name, format_type(t.typbasetype, t.typtypmod) AS data_type,
       CASE WHEN t.typcollation <> b.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       CASE WHEN t.typdefaultbin IS NOT NULL THEN pg_get_expr(t.typdefaultbin, 0, $pretty) END AS default, t.typnotnull AS not_null,
       (SELECT k.conname::text FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'n') AS not_null_name -- since 170000
       NULL::text AS not_null_name -- before 170000
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_collation co ON co.oid = t.typcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE t.typtype = 'd' AND {schema n} AND {own pg_type t}
ORDER BY n.nspname COLLATE "C", t.typname COLLATE "C"
