-- The columns of relations, those of indexes too.
SELECT a.attrelid AS relation, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS data_type,
       CASE WHEN a.atthasdef THEN pg_get_expr(d.adbin, d.adrelid, true) END AS expression, a.attnotnull AS not_null,
       CASE WHEN a.attcollation <> t.typcollation THEN co.collname::text END AS collation,
       a.attidentity::text AS identity, a.attgenerated::text AS generated, a.attstorage::text AS storage,
       a.attcompression::text AS compression, -- since 140000
       ''::text AS compression, -- before 140000
       nullif(a.attstattarget, -1)::int4 AS statistics, de.description,
       CASE WHEN a.attfdwoptions IS NULL THEN ''
            ELSE '(' || array_to_string(ARRAY(SELECT quote_ident(option_name) || ' ' || quote_literal(option_value)
                                              FROM pg_options_to_table(a.attfdwoptions)), ', ') || ')' END AS options,
       a.attnum <= i.indnkeyatts AS is_key,
       CASE WHEN c.relkind IN ('i', 'I') THEN pg_get_indexdef(a.attrelid, a.attnum, true) END AS definition
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_index i ON i.indexrelid = a.attrelid
LEFT JOIN pg_description de ON de.classoid = 'pg_class'::regclass AND de.objoid = a.attrelid AND de.objsubid = a.attnum
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'i', 'I', 'c') AND {schema n} AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
