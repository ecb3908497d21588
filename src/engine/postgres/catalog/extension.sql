-- What is installed; the version only where it is not the one that this server would install.
SELECT e.oid, e.extname::text AS name, n.nspname::text AS schema, NOT e.extrelocatable AS fixed,
       CASE WHEN e.extversion IS DISTINCT FROM a.default_version THEN e.extversion END AS version
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_available_extensions() a ON a.name = e.extname
-- plpgsql comes with every database.
WHERE e.oid >= 16384
ORDER BY e.extname COLLATE "C"
