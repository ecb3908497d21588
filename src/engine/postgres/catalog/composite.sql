SELECT c.oid, t.oid AS type, t.typarray, n.nspname::text AS schema, c.relname::text AS name,
       coalesce(a.numbers, '{}') AS numbers, coalesce(a.names, '{}') AS names, coalesce(a.types, '{}') AS types,
       coalesce(a.collations, '{}') AS collations
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = c.reltype
LEFT JOIN LATERAL (
    SELECT array_agg(a.attnum ORDER BY a.attnum) AS numbers, array_agg(a.attname::text ORDER BY a.attnum) AS names,
           array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types,
           array_agg(CASE WHEN a.attcollation <> at.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) ELSE '' END
                     ORDER BY a.attnum) AS collations
    FROM pg_attribute a
    JOIN pg_type at ON at.oid = a.atttypid
    LEFT JOIN pg_collation co ON co.oid = a.attcollation
    LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
) a ON true
WHERE c.relkind = 'c' AND {schema n} AND {own pg_class c} AND {own pg_type t}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
