-- There is no alias type for templates: the server's own stand alone, others are qualified.
SELECT d.oid, n.nspname::text AS schema, d.dictname::text AS name, d.dictinitoption AS options,
       CASE WHEN tn.nspname = 'pg_catalog' THEN '' ELSE quote_ident(tn.nspname) || '.' END || quote_ident(t.tmplname) AS template
FROM pg_ts_dict d
JOIN pg_namespace n ON n.oid = d.dictnamespace
JOIN pg_ts_template t ON t.oid = d.dicttemplate
JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
WHERE {schema n} AND {own pg_ts_dict d}
ORDER BY n.nspname COLLATE "C", d.dictname COLLATE "C"
