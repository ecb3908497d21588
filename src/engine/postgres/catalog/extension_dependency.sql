SELECT d.classid AS class, d.objid AS object, x.extname::text AS extension, i.type, i.identity
FROM pg_depend d
JOIN pg_extension x ON x.oid = d.refobjid
CROSS JOIN pg_identify_object(d.classid, d.objid, 0) i
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'x'
ORDER BY i.identity COLLATE "C", x.extname COLLATE "C"
