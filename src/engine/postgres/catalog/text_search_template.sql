SELECT t.oid, n.nspname::text AS schema, t.tmplname::text AS name, nullif(t.tmplinit::oid, 0)::regproc::text AS init,
       t.tmpllexize::text AS lexize
FROM pg_ts_template t
JOIN pg_namespace n ON n.oid = t.tmplnamespace
WHERE {schema n} AND {own pg_ts_template t}
ORDER BY n.nspname COLLATE "C", t.tmplname COLLATE "C"
