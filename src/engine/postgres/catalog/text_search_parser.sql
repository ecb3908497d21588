SELECT p.oid, n.nspname::text AS schema, p.prsname::text AS name, p.prsstart::text AS start, p.prstoken::text AS gettoken,
       p.prsend::text AS end, p.prslextype::text AS lextypes, nullif(p.prsheadline::oid, 0)::regproc::text AS headline
FROM pg_ts_parser p
JOIN pg_namespace n ON n.oid = p.prsnamespace
WHERE {schema n} AND {own pg_ts_parser p}
ORDER BY n.nspname COLLATE "C", p.prsname COLLATE "C"
