-- Sequences, and the columns that they belong to.
SELECT s.seqrelid AS relation, format_type(s.seqtypid, NULL) AS data_type, s.seqstart AS start, s.seqmin AS minimum,
       s.seqmax AS maximum, s.seqincrement AS increment, s.seqcycle AS cycles, s.seqcache AS cache,
       quote_ident(tn.nspname) || '.' || quote_ident(t.relname) || '.' || quote_ident(a.attname) AS column_name,
       d.deptype::text AS owned
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid
     AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN pg_class t ON t.oid = d.refobjid
LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE {schema n}
ORDER BY s.seqrelid
