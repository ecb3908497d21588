-- The columns of the tables that documents list. A default that numbers the rows is the sequence's, not the column's.
SELECT a.attrelid AS table, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS data_type,
       a.attnotnull AS not_null, a.attgenerated::text AS generated, pg_get_expr(d.adbin, d.adrelid) AS expression,
       EXISTS (SELECT FROM pg_depend u JOIN pg_depend o ON o.classid = u.refclassid AND o.objid = u.refobjid
               WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid AND u.refclassid = 'pg_class'::regclass
                 AND o.refclassid = 'pg_class'::regclass AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum
                 AND o.deptype = 'a') AS numbered,
       CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'p' AND a.attnum = ANY (k.conkey)) AS primary,
       ARRAY(SELECT rn.nspname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
             JOIN pg_namespace rn ON rn.oid = r.relnamespace
             WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND k.conparentid = 0 AND a.attnum = ANY (k.conkey)
             ORDER BY k.conname COLLATE "C") AS referenced_schemas,
       ARRAY(SELECT r.relname::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
             WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND k.conparentid = 0 AND a.attnum = ANY (k.conkey)
             ORDER BY k.conname COLLATE "C") AS referenced,
       col_description(a.attrelid, a.attnum) AS comment
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND {schema n} AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
