SELECT r.oid, r.prpubid AS publication, r.prrelid AS table, n.nspname::text AS schema, c.relname::text AS name,
       pg_get_expr(r.prqual, r.prrelid, $pretty) AS filter, -- since 150000
       (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a -- since 150000
        WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) AS columns -- since 150000
       NULL::text AS filter, NULL::text[] AS columns -- before 150000
FROM pg_publication_rel r
JOIN pg_class c ON c.oid = r.prrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
