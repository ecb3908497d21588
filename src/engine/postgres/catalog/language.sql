SELECT l.oid, l.lanname::text AS name, l.lanpltrusted AS trusted, l.lanplcallfoid::regproc::text AS handler,
       nullif(l.laninline::regproc::text, '-') AS inline, nullif(l.lanvalidator::regproc::text, '-') AS validator
FROM pg_language l
WHERE l.oid >= 16384 AND {own pg_language l}
ORDER BY l.lanname COLLATE "C"
