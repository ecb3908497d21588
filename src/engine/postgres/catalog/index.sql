-- Indexes that no constraint stands behind.
SELECT ic.oid, i.indrelid AS table, ic.relname::text AS name, am.amname::text AS method, i.indisunique AS unique,
       i.indisvalid AND i.indisready AND i.indislive OR ic.relkind = 'I' AS usable, ic.relkind = 'I' AND NOT i.indisvalid AS only, i.indnkeyatts AS keys, string_to_array(i.indkey::text, ' ')::int2[] AS columns,
       pg_get_indexdef(ic.oid, 0, $pretty) AS definition, pg_get_expr(i.indpred, i.indrelid, $pretty) AS predicate,
       i.indnullsnotdistinct AS nulls_not_distinct, -- since 150000
       false AS nulls_not_distinct, -- before 150000
       (SELECT h.inhparent FROM pg_inherits h WHERE h.inhrelid = ic.oid) AS index_parent,
       ic.reloptions AS options, ts.spcname::text AS tablespace,
       (SELECT array_agg(coalesce(nullif(a.attstattarget, -1), -1)::int4 ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = ic.oid AND i.indexprs IS NOT NULL) AS statistics
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
WHERE {relation c} AND {schema n}
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = ic.oid AND k.contype IN ('p', 'u', 'x'))
ORDER BY i.indrelid, ic.relname COLLATE "C"
