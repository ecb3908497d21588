SELECT c.oid, c.reltype, t.typarray, n.nspname::text AS schema, c.relname::text AS name, s.srvname::text AS server,
       f.ftoptions AS options
FROM pg_foreign_table f
JOIN pg_class c ON c.oid = f.ftrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_foreign_server s ON s.oid = f.ftserver
LEFT JOIN pg_type t ON t.oid = c.reltype
WHERE {table c} AND {schema n} AND {own pg_class c}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
