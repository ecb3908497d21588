SELECT p.oid, p.polrelid AS table, p.polname::text AS name, p.polcmd::text AS command, p.polpermissive AS permissive,
       (SELECT array_agg(coalesce(a.rolname::text, 'public') ORDER BY a.rolname COLLATE "C") FROM unnest(p.polroles) u
        LEFT JOIN pg_roles a ON a.oid = u) AS roles,
       pg_get_expr(p.polqual, p.polrelid, $pretty) AS using, pg_get_expr(p.polwithcheck, p.polrelid, $pretty) AS check
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {schema n}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", p.polname COLLATE "C"
