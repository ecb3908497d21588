SELECT h.inhrelid AS relation, h.inhparent::regclass::text AS name
FROM pg_inherits h
JOIN pg_class p ON p.oid = h.inhparent
JOIN pg_class c ON c.oid = h.inhrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE p.relkind NOT IN ('p', 'I') AND {schema n}
ORDER BY h.inhrelid, h.inhseqno
