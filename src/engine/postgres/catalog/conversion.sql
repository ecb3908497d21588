SELECT c.oid, n.nspname::text AS schema, c.conname::text AS name, pg_encoding_to_char(c.conforencoding)::text AS source,
       pg_encoding_to_char(c.contoencoding)::text AS target, c.conproc::regproc::text AS function, c.condefault AS default
FROM pg_conversion c
JOIN pg_namespace n ON n.oid = c.connamespace
WHERE {schema n} AND {own pg_conversion c}
ORDER BY n.nspname COLLATE "C", c.conname COLLATE "C"
