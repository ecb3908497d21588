SELECT p.polrelid AS relation, p.polname::text AS name, p.polpermissive AS permissive,
       CASE WHEN p.polroles <> '{0}' THEN array_to_string(ARRAY(SELECT rolname FROM pg_roles WHERE oid = ANY (p.polroles) ORDER BY 1), ',') END AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS qualifier, pg_get_expr(p.polwithcheck, p.polrelid) AS with_check, p.polcmd::text AS command
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {schema n}
ORDER BY p.polrelid, p.polname
