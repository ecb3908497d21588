SELECT a.oid, a.amname::text AS name, a.amtype = 't' AS table, a.amhandler::regproc::text AS handler
FROM pg_am a
WHERE a.oid >= 16384 AND {own pg_am a}
ORDER BY a.amname COLLATE "C"
