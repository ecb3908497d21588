-- Which tables are partitions of which, and which inherit from which, parents in order.
SELECT h.inhrelid AS child, h.inhparent AS parent, pn.nspname::text AS parent_schema, p.relname::text AS parent_name,
       c.relispartition AS partition, pg_get_expr(c.relpartbound, c.oid, $pretty) AS bound
FROM pg_inherits h
JOIN pg_class c ON c.oid = h.inhrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class p ON p.oid = h.inhparent
JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE {table c} AND {schema n}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", h.inhseqno
