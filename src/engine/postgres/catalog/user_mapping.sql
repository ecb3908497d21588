-- The view shows the options to those alone who may see them: `visible` asks as it does (system_views.sql).
SELECT m.umid AS oid, m.srvname::text AS server, CASE m.umuser WHEN 0 THEN 'public' ELSE m.usename::text END AS role, m.umoptions AS options,
       current_setting('is_superuser')::bool
       OR pg_has_role(s.srvowner, 'USAGE')
       OR m.umuser <> 0 AND m.usename = current_user AND has_server_privilege(s.oid, 'USAGE') AS visible
FROM pg_user_mappings m
JOIN pg_foreign_server s ON s.oid = m.srvid
WHERE {own pg_foreign_server s}
ORDER BY m.srvname COLLATE "C", m.umuser = 0, m.usename COLLATE "C"
