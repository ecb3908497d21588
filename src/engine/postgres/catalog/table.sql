SELECT c.oid, c.reltype, t.typarray, n.nspname::text AS schema, c.relname::text AS name,
       c.relpersistence::text AS persistence, CASE WHEN c.relkind = 'p' THEN am.amname ELSE nullif(am.amname, 'heap') END::text AS access_method,
       ts.spcname::text AS tablespace, c.reloptions AS options, toast.reloptions AS toast_options,
       pg_get_partkeydef(c.oid) AS partition_by,
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
       c.relreplident::text AS replica_identity, c.relrowsecurity AS row_security,
       c.relforcerowsecurity AS force_row_security,
       (SELECT ic.relname::text FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
        WHERE i.indrelid = c.oid AND i.indisclustered) AS cluster_on,
       (SELECT ic.relname::text FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
        WHERE i.indrelid = c.oid AND i.indisreplident) AS replica_index
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_type t ON t.oid = c.reltype
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
WHERE {table c} AND c.relkind <> 'f' AND {schema n} AND {own pg_class c}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
