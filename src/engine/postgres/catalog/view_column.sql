SELECT a.attrelid AS view, a.attnum AS number, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS data_type,
       d.oid AS default_oid, pg_get_expr(d.adbin, d.adrelid, $pretty) AS expression
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relkind IN ('v', 'm') AND {schema n} AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum
