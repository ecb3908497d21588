-- What is said of partitions' copies of triggers, and the trigger that each is a copy of.
WITH RECURSIVE copy(oid, above) AS (
    SELECT t.oid, t.tgparentid
    FROM pg_description d JOIN pg_trigger t ON t.oid = d.objoid
    WHERE d.classoid = 'pg_trigger'::regclass AND d.objoid >= 16384 AND t.tgparentid <> 0
    UNION ALL
    SELECT c.oid, p.tgparentid FROM copy c JOIN pg_trigger p ON p.oid = c.above WHERE p.tgparentid <> 0
)
SELECT t.tgrelid AS table, o.oid AS trigger, d.description AS text
FROM copy s
JOIN pg_trigger o ON o.oid = s.above AND o.tgparentid = 0 AND NOT o.tgisinternal
JOIN pg_trigger t ON t.oid = s.oid AND t.tgname = o.tgname
JOIN pg_description d ON d.classoid = 'pg_trigger'::regclass AND d.objoid = t.oid
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {schema n} AND {own pg_class c}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", t.tgname COLLATE "C"
