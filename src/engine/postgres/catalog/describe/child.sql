SELECT h.inhparent AS relation, h.inhrelid::regclass::text AS name, c.relkind::text AS kind, pg_get_expr(c.relpartbound, c.oid) AS bound,
       h.inhdetachpending AS detaching -- since 140000
       false AS detaching -- before 140000
FROM pg_inherits h
JOIN pg_class c ON c.oid = h.inhrelid
JOIN pg_class p ON p.oid = h.inhparent
JOIN pg_namespace n ON n.oid = p.relnamespace
WHERE {schema n}
ORDER BY h.inhparent, pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', h.inhrelid::regclass::text
