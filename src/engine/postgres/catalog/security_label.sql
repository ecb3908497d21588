SELECT l.classoid AS class, l.objoid AS object, l.objsubid AS part, l.provider, l.label
FROM pg_seclabel l
UNION ALL
SELECT l.classoid, l.objoid, 0, l.provider, l.label
FROM pg_shseclabel l
ORDER BY 1, 2, 3, 4
