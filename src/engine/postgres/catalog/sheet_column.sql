-- The columns of the tables that documents list. A default that numbers the rows is the sequence's, not the column's.
WITH keyed AS (
    SELECT k.conrelid, u.number, bool_or(k.contype = 'p') AS primary,
           array_agg(rn.nspname::text ORDER BY k.conname COLLATE "C") FILTER (WHERE k.contype = 'f') AS referenced_schemas,
           array_agg(r.relname::text ORDER BY k.conname COLLATE "C") FILTER (WHERE k.contype = 'f') AS referenced
    FROM pg_constraint k
    CROSS JOIN LATERAL unnest(k.conkey) u(number)
    LEFT JOIN pg_class r ON r.oid = k.confrelid
    LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace
    WHERE k.contype = 'p' OR k.contype = 'f' AND k.conparentid = 0
    GROUP BY k.conrelid, u.number
), numbered AS (
    SELECT DISTINCT u.objid AS default, o.refobjid AS table, o.refobjsubid AS number
    FROM pg_depend u
    JOIN pg_depend o ON o.classid = u.refclassid AND o.objid = u.refobjid
    WHERE u.classid = 'pg_attrdef'::regclass AND u.refclassid = 'pg_class'::regclass
      AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype = 'a'
)
SELECT a.attrelid AS table, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS data_type,
       a.attnotnull AS not_null, a.attgenerated::text AS generated, pg_get_expr(d.adbin, d.adrelid) AS expression,
       s.default IS NOT NULL AS numbered,
       CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       coalesce(k.primary, false) AS primary, coalesce(k.referenced_schemas, '{}') AS referenced_schemas,
       coalesce(k.referenced, '{}') AS referenced, de.description AS comment
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN numbered s ON s.default = d.oid AND s.table = a.attrelid AND s.number = a.attnum
LEFT JOIN keyed k ON k.conrelid = a.attrelid AND k.number = a.attnum
LEFT JOIN pg_description de ON de.classoid = 'pg_class'::regclass AND de.objoid = a.attrelid AND de.objsubid = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND {schema n} AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
