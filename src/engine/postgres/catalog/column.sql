SELECT a.attrelid AS table, a.attnum AS number, a.attname::text AS name,
       format_type(a.atttypid, a.atttypmod) AS data_type, a.attnotnull AS not_null,
       -- A partition's is called as the partitioned table's where nothing else is said; so is that of a table that has it from its parents alone.
       CASE WHEN c.relispartition OR k.conislocal THEN nullif(k.conname, pk.conname) END::text AS not_null_name, pk.oid IS NOT NULL AS not_null_handed_down, -- since 180000
       k.oid AS not_null_oid, -- since 180000
       NULL::oid AS not_null_oid, -- before 180000
       k.connoinherit AS not_null_no_inherit, NOT k.convalidated AS not_null_not_valid, -- since 180000
       NOT c.relispartition AND a.attislocal AND NOT k.conislocal AS not_null_inherited, -- since 180000
       NOT c.relispartition AND NOT a.attislocal AND k.conislocal AND k.coninhcount > 0 AS not_null_own, -- since 180000
       NULL::text AS not_null_name, false AS not_null_handed_down, NULL::bool AS not_null_no_inherit, NULL::bool AS not_null_not_valid, NULL::bool AS not_null_inherited, NULL::bool AS not_null_own, -- before 180000
       CASE WHEN a.attcollation <> t.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS storage,
       nullif(a.attcompression::text, '') AS compression, -- since 140000
       NULL::text AS compression, -- before 140000
       nullif(a.attstattarget, -1)::int4 AS statistics, a.attoptions AS options, a.attfdwoptions AS foreign_options,
       a.attgenerated::text AS generated, d.oid AS default_oid, pg_get_expr(d.adbin, d.adrelid, $pretty) AS expression,
       NOT a.attislocal AND NOT c.relispartition AS inherited,
       -- From 17 on a partition's columns are numbered by the sequence of the partitioned table's.
       CASE WHEN s.seqrelid IS NULL THEN '' ELSE a.attidentity::text END AS identity, s.nspname::text AS sequence_schema, s.relname::text AS sequence_name,
       s.seqrelid AS sequence_oid, format_type(s.seqtypid, NULL) AS sequence_type, s.seqstart, s.seqincrement, s.seqmin,
       s.seqmax, s.seqcache, s.seqcycle, s.relpersistence::text AS sequence_persistence
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum] -- since 180000
LEFT JOIN pg_inherits pi ON c.relispartition AND pi.inhrelid = c.oid -- since 180000
LEFT JOIN pg_attribute pa ON pa.attrelid = pi.inhparent AND pa.attname = a.attname -- since 180000
LEFT JOIN pg_constraint pk ON pk.conrelid = pa.attrelid AND pk.contype = 'n' AND NOT pk.connoinherit AND pk.conkey = ARRAY[pa.attnum] -- since 180000
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
-- All at once: asked for each column, it would take a quarter of the whole.
LEFT JOIN (SELECT i.refobjid, i.refobjsubid, s.*, sc.relname, sc.relpersistence, sn.nspname
           FROM pg_sequence s
           JOIN pg_depend i ON i.classid = 'pg_class'::regclass AND i.objid = s.seqrelid AND i.deptype = 'i'
                AND i.refclassid = 'pg_class'::regclass
           JOIN pg_class sc ON sc.oid = s.seqrelid
           JOIN pg_namespace sn ON sn.oid = sc.relnamespace) s
       ON a.attidentity <> '' AND s.refobjid = a.attrelid AND s.refobjsubid = a.attnum
WHERE {table c} AND {schema n} AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
