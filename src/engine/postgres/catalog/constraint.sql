-- Constraints of tables, of every type but foreign keys. In PostgreSQL 18 the not-null ones ('n') are the columns'.
SELECT k.oid, k.conrelid AS table, k.conname::text AS name, k.contype::text AS type, k.conkey AS columns,
       k.condeferrable AS deferrable, k.condeferred AS deferred, k.convalidated AS validated,
       k.connoinherit AS no_inherit, NOT k.conislocal AND NOT c.relispartition AS inherited, CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid, $pretty) END AS expression,
       k.conenforced AS enforced, -- since 180000
       true AS enforced, -- before 180000
       k.conperiod AS period, -- since 180000
       false AS period, -- before 180000
       k.conindid AS index, coalesce(ic.relkind = 'I' AND NOT i.indisvalid, false) AS only, i.indnkeyatts AS keys, string_to_array(i.indkey::text, ' ')::int2[] AS index_columns,
       i.indnullsnotdistinct AS nulls_not_distinct, -- since 150000
       false AS nulls_not_distinct, -- before 150000
       pg_get_expr(i.indpred, i.indrelid, $pretty) AS predicate,
       CASE k.contype WHEN 'x' THEN pg_get_constraintdef(k.oid, $pretty) END AS definition,
       (SELECT h.inhparent FROM pg_inherits h WHERE h.inhrelid = k.conindid) AS index_parent,
       am.amname::text AS method, ic.reloptions AS options, ts.spcname::text AS tablespace
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
LEFT JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
WHERE k.contype IN ('p', 'u', 'c', 'x') AND {table c} AND {schema n}
ORDER BY k.conrelid, k.contype <> 'p', k.conname COLLATE "C"
