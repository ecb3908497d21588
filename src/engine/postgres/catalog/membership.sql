-- A membership may be granted by several; what one of them grants is granted.
SELECT m.member, g.rolname::text AS role, bool_or(m.admin_option) AS admin,
       nullif(bool_or(m.inherit_option), r.rolinherit) AS inherit, NOT bool_or(m.set_option) AS noset -- since 160000
       NULL::bool AS inherit, false AS noset -- before 160000
FROM pg_auth_members m
JOIN pg_roles g ON g.oid = m.roleid
JOIN pg_roles r ON r.oid = m.member
GROUP BY m.member, r.rolname, r.rolinherit, g.rolname
ORDER BY r.rolname COLLATE "C", g.rolname COLLATE "C"
