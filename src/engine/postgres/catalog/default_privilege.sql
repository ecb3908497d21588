SELECT d.oid, owner.rolname::text AS owner, coalesce(n.nspname::text, '') AS schema, d.defaclobjtype::text AS type,
       coalesce(r.rolname::text, '') AS role,
       array_agg(x.privilege_type ORDER BY x.privilege_type) FILTER (WHERE h.privilege_type IS NOT NULL AND u.grantee IS NULL) AS privileges,
       array_agg(x.privilege_type ORDER BY x.privilege_type) FILTER (WHERE h.grantable AND NOT coalesce(u.grantable, false)) AS grantable,
       array_agg(x.privilege_type ORDER BY x.privilege_type) FILTER (WHERE h.grantee IS NULL) AS revoked
FROM pg_default_acl d
JOIN pg_roles owner ON owner.oid = d.defaclrole
LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
CROSS JOIN LATERAL (
    SELECT h.grantee AS held, u.grantee AS usual, coalesce(h.grantee, u.grantee) AS grantee, coalesce(h.privilege_type, u.privilege_type) AS privilege_type,
           h.grantee IS NOT NULL AS has, h.is_grantable AS held_grantable, u.is_grantable AS usual_grantable
    FROM aclexplode(d.defaclacl) h
    FULL JOIN aclexplode(CASE WHEN d.defaclnamespace = 0 THEN acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)
                              ELSE NULL::aclitem[] END) u
    ON u.grantee = h.grantee AND u.privilege_type = h.privilege_type
) x
CROSS JOIN LATERAL (SELECT x.held AS grantee, CASE WHEN x.has THEN x.privilege_type END AS privilege_type, x.held_grantable AS grantable) h
CROSS JOIN LATERAL (SELECT x.usual AS grantee, x.usual_grantable AS grantable) u
LEFT JOIN pg_roles r ON r.oid = x.grantee
WHERE (h.grantee IS NULL OR u.grantee IS NULL OR h.grantable <> u.grantable)
GROUP BY d.oid, owner.rolname, n.nspname, d.defaclobjtype, x.grantee, r.rolname
ORDER BY owner.rolname COLLATE "C", n.nspname COLLATE "C" NULLS FIRST, d.defaclobjtype, r.rolname COLLATE "C" NULLS FIRST
