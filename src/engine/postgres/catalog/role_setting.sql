SELECT s.setrole AS role, split_part(c.setting, '=', 1) AS name, substr(c.setting, strpos(c.setting, '=') + 1) AS value
FROM pg_db_role_setting s
JOIN pg_roles r ON r.oid = s.setrole
CROSS JOIN LATERAL unnest(s.setconfig) c(setting)
WHERE s.setdatabase = 0
ORDER BY r.rolname COLLATE "C", c.setting COLLATE "C"
