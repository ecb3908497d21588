SELECT s.oid, n.nspname::text AS schema, s.stxname::text AS name, s.stxrelid AS table, tn.nspname::text AS table_schema,
       c.relname::text AS table_name, pg_get_statisticsobjdef(s.oid) AS definition, nullif(s.stxstattarget, -1)::int4 AS target
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
JOIN pg_class c ON c.oid = s.stxrelid
JOIN pg_namespace tn ON tn.oid = c.relnamespace
WHERE {schema n} AND {own pg_statistic_ext s}
ORDER BY n.nspname COLLATE "C", s.stxname COLLATE "C"
