-- Tables of Citus's access method, with what is not as it is by itself (Citus's manual, "Columnar Storage").
SELECT c.oid AS table,
       nullif(o.chunk_group_row_limit::text, '10000') AS chunk_group_row_limit,
       nullif(o.stripe_row_limit::text, '150000') AS stripe_row_limit,
       nullif(o.compression::text, 'zstd') AS compression,
       nullif(o.compression_level::text, '3') AS compression_level
FROM pg_class c
JOIN pg_am a ON a.oid = c.relam AND a.amname = 'columnar'
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN columnar.options o ON o.relation::oid = c.oid
WHERE {table c} AND {schema n} AND {own pg_class c} AND c.relkind = 'r'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
