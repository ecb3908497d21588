-- Every relation that `\d NAME` describes, with what its title and last lines say.
SELECT c.oid, c.relkind::text AS kind, n.nspname::text AS schema, c.relname::text AS name, c.relpersistence::text AS persistence,
       c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security, c.relhastriggers AS has_triggers,
       array_to_string(c.reloptions || array(SELECT 'toast.' || x FROM unnest(tc.reloptions) x), ', ') AS options,
       ts.spcname::text AS tablespace, CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype::text END AS of_type,
       c.relreplident::text AS replica_identity, am.amname::text AS access_method, it.relname::text AS index_table, it.relkind::text AS index_table_kind,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.relispartition THEN h.inhparent::regclass::text END AS partition_of,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
       CASE WHEN c.relispartition THEN pg_get_partition_constraintdef(c.oid) END AS partition_constraint,
       h.inhdetachpending AS detaching, -- since 140000
       false AS detaching, -- before 140000
       fs.srvname::text AS server,
       array_to_string(ARRAY(SELECT quote_ident(option_name) || ' ' || quote_literal(option_value)
                             FROM pg_options_to_table(f.ftoptions)), ', ') AS server_options
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class tc ON tc.oid = c.reltoastrelid
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_index i ON i.indexrelid = c.oid
LEFT JOIN pg_class it ON it.oid = i.indrelid
LEFT JOIN pg_inherits h ON c.relispartition AND h.inhrelid = c.oid
LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid
LEFT JOIN pg_foreign_server fs ON fs.oid = f.ftserver
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I', 'c') AND c.relpersistence <> 't' AND {schema n} AND {own pg_class c}
  AND NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = 'pg_class'::regclass AND m.objid = it.oid AND m.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
