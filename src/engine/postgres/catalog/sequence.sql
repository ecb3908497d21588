-- Sequences that stand on their own or belong to a serial column; an identity column's is read with its column.
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relpersistence::text AS persistence,
       format_type(s.seqtypid, NULL) AS data_type, s.seqstart AS start, s.seqincrement AS increment,
       s.seqmin AS min, s.seqmax AS max, s.seqcache AS cache, s.seqcycle AS cycle,
       d.refobjid AS owner_table, d.refobjsubid AS owner_column
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
     AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
WHERE c.relpersistence <> 't' AND {schema n} AND {own pg_class c} AND d.deptype IS DISTINCT FROM 'i'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
