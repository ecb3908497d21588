SELECT w.oid, w.fdwname::text AS name, nullif(w.fdwhandler, 0)::regproc::text AS handler,
       nullif(w.fdwvalidator, 0)::regproc::text AS validator, w.fdwoptions AS options
FROM pg_foreign_data_wrapper w
WHERE {own pg_foreign_data_wrapper w}
ORDER BY w.fdwname COLLATE "C"
