SELECT r.oid, r.ev_class AS relation, r.rulename::text AS name, r.ev_enabled::text AS enabled,
       pg_get_ruledef(r.oid, $pretty) AS definition
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND {schema n} AND {own pg_rewrite r}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", r.rulename COLLATE "C"
