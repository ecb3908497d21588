SELECT c.oid, c.reltype, t.typarray, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
       pg_get_viewdef(c.oid, $pretty) AS query, c.reloptions AS options, toast.reloptions AS toast_options, nullif(am.amname, 'heap')::text AS access_method,
       ts.spcname::text AS tablespace, c.relispopulated AS populated,
       (SELECT ic.relname::text FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
        WHERE i.indrelid = c.oid AND i.indisclustered) AS cluster_on
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_type t ON t.oid = c.reltype
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
WHERE c.relkind IN ('v', 'm') AND {schema n} AND {own pg_class c}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
