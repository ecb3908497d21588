-- Comments that are not what an object has by itself: an extension's control file gives it one, and initdb gives
-- one to schema public. One that was taken away from them is an empty text.
SELECT d.classoid AS class, d.objoid AS object, d.objsubid AS part, d.description AS text, coalesce(t.typtype = 'm', false) AS of_multirange
FROM pg_description d
LEFT JOIN pg_type t ON d.classoid = 'pg_type'::regclass AND t.oid = d.objoid
WHERE d.objoid >= 16384
  AND NOT (d.classoid = 'pg_namespace'::regclass AND d.objoid = coalesce(to_regnamespace('public')::oid, 0)) -- below
  -- What stands for a relation's rows, or for arrays, is not that which it is of: told as not modelled.
  AND (t.oid IS NULL OR NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind <> 'c')
       AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid))
  AND NOT (d.classoid = 'pg_extension'::regclass AND EXISTS (
      SELECT FROM pg_extension e JOIN pg_available_extensions() a ON a.name = e.extname
      WHERE e.oid = d.objoid AND a.comment = d.description))
UNION ALL
SELECT 'pg_namespace'::regclass, n.oid, 0, coalesce(d.description, ''), false
FROM pg_namespace n
LEFT JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid
WHERE n.nspname = 'public' AND d.description IS DISTINCT FROM 'standard public schema'
UNION ALL
SELECT 'pg_database'::regclass, d.oid, 0, s.description, false
FROM pg_database d
JOIN pg_shdescription s ON s.classoid = 'pg_database'::regclass AND s.objoid = d.oid
WHERE d.datname = current_database() AND d.oid >= 16384
UNION ALL
SELECT s.classoid, s.objoid, 0, s.description, false
FROM pg_shdescription s
WHERE s.classoid = 'pg_authid'::regclass AND s.objoid >= 16384
ORDER BY 1, 2, 3
