SELECT d.classoid AS class, d.objoid AS object, d.objsubid AS part, d.description AS text
FROM pg_description d
WHERE d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass
ORDER BY d.classoid, d.objoid, d.objsubid
