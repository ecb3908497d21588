-- Indexes as lines under their tables, and as relations of their own: both say much the same.
SELECT i.indrelid AS relation, i.indexrelid AS index, ic.relname::text AS name, i.indisprimary AS primary, i.indisunique AS unique,
       i.indisclustered AS clustered, i.indisvalid AS valid, i.indisreplident AS replica_identity, i.indimmediate AS immediate,
       i.indnullsnotdistinct AS nulls_not_distinct, -- since 150000
       false AS nulls_not_distinct, -- before 150000
       pg_get_indexdef(i.indexrelid, 0, true) AS definition, pg_get_constraintdef(k.oid, true) AS constraint_definition,
       k.contype::text AS constraint, k.condeferrable AS deferrable, k.condeferred AS deferred,
       k.conperiod AS period, -- since 180000
       false AS period, -- before 180000
       am.amname::text AS method, n.nspname::text AS schema, c.relname::text AS table_name,
       pg_get_expr(i.indpred, i.indrelid, true) AS predicate, ts.spcname::text AS tablespace
FROM pg_index i
JOIN pg_class ic ON ic.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = ic.relam
LEFT JOIN pg_tablespace ts ON ts.oid = ic.reltablespace
LEFT JOIN pg_constraint k ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
WHERE {schema n}
ORDER BY i.indrelid, i.indisprimary DESC, ic.relname
