SELECT t.oid, (format_type(t.trftype, NULL) || ' LANGUAGE ' || quote_ident(l.lanname)) COLLATE "C" AS name,
       CASE WHEN t.trffromsql <> 0 THEN t.trffromsql::regprocedure::text END AS from_sql,
       CASE WHEN t.trftosql <> 0 THEN t.trftosql::regprocedure::text END AS to_sql
FROM pg_transform t
JOIN pg_language l ON l.oid = t.trflang
WHERE t.oid >= 16384 AND {own pg_transform t}
ORDER BY name
