-- What sessions with this database begin with, by role or whoever they are.
SELECT coalesce(r.rolname::text, '') AS role, split_part(c.setting, '=', 1) AS name,
       substr(c.setting, strpos(c.setting, '=') + 1) AS value
FROM pg_db_role_setting s
JOIN pg_database d ON d.oid = s.setdatabase
LEFT JOIN pg_roles r ON r.oid = s.setrole
CROSS JOIN LATERAL unnest(s.setconfig) c(setting)
WHERE d.datname = current_database() AND (s.setrole = 0 OR r.oid IS NOT NULL)
ORDER BY r.rolname COLLATE "C" NULLS FIRST, c.setting COLLATE "C"
