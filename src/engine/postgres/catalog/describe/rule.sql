SELECT r.ev_class AS relation, trim(trailing ';' FROM pg_get_ruledef(r.oid, true)) AS definition, r.ev_enabled::text AS enabled
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND {schema n}
ORDER BY r.ev_class, r.rulename
