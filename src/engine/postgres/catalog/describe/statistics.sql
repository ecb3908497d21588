SELECT s.stxrelid AS relation, s.oid, s.stxnamespace::regnamespace::text AS schema, s.stxname::text AS name, s.stxrelid::regclass::text AS table_name,
       pg_get_statisticsobjdef_columns(s.oid) AS keys, -- since 140000
       (SELECT string_agg(quote_ident(a.attname), ', ') FROM unnest(s.stxkeys) k JOIN pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = k AND NOT a.attisdropped) AS keys, -- before 140000
       'd' = ANY (s.stxkind) AS ndistinct, 'f' = ANY (s.stxkind) AS dependencies, 'm' = ANY (s.stxkind) AS mcv,
       nullif(s.stxstattarget, -1)::int4 AS target
FROM pg_statistic_ext s
JOIN pg_class c ON c.oid = s.stxrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {schema n}
ORDER BY s.stxrelid, s.stxnamespace::regnamespace::text, s.stxname
