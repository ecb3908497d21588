-- A row for each type of token that is mapped; one row without where none is.
SELECT c.oid, n.nspname::text AS schema, c.cfgname::text AS name,
       CASE WHEN pn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(pn.nspname) || '.' END || quote_ident(p.prsname) AS parser,
       (SELECT t.alias FROM ts_token_type(c.cfgparser) t WHERE t.tokid = m.maptokentype) AS token, m.dictionaries
FROM pg_ts_config c
JOIN pg_namespace n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_namespace pn ON pn.oid = p.prsnamespace
LEFT JOIN (SELECT mapcfg, maptokentype, array_agg(mapdict::regdictionary::text ORDER BY mapseqno) AS dictionaries
           FROM pg_ts_config_map GROUP BY 1, 2) m ON m.mapcfg = c.oid
WHERE {schema n} AND {own pg_ts_config c}
ORDER BY n.nspname COLLATE "C", c.cfgname COLLATE "C", m.maptokentype
