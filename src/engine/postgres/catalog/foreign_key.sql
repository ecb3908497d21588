SELECT k.oid, k.conrelid AS table, k.conname::text AS name, k.conkey AS columns, k.confrelid AS referenced,
       rn.nspname::text AS referenced_schema, r.relname::text AS referenced_name,
       CASE cardinality(k.confkey) WHEN 1 THEN ARRAY[(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = k.confrelid AND a.attnum = k.confkey[1])]
       ELSE (SELECT array_agg(a.attname::text ORDER BY u.n) FROM unnest(k.confkey) WITH ORDINALITY u(num, n)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num) END AS referenced_columns,
       k.confmatchtype::text AS match_type, k.confupdtype::text AS on_update, k.confdeltype::text AS on_delete,
       k.confdelsetcols AS on_delete_columns, -- since 150000
       NULL::int2[] AS on_delete_columns, -- before 150000
       k.conperiod AS period, -- since 180000
       false AS period, -- before 180000
       k.conenforced AS enforced, -- since 180000
       true AS enforced, -- before 180000
       k.condeferrable AS deferrable, k.condeferred AS deferred, k.convalidated AS validated
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class r ON r.oid = k.confrelid
JOIN pg_namespace rn ON rn.oid = r.relnamespace
-- A partition has a copy of its partitioned table's; what a table that refers to a partitioned one has for each of that
-- one's partitions is the server's own affair.
WHERE k.contype = 'f' AND (k.conparentid = 0 OR NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)) AND {table c} AND {schema n}
ORDER BY k.conrelid, k.conname COLLATE "C"
