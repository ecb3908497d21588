-- Who needs whom. What initdb made (oid below 16384) is always there and needs no place in an order.
SELECT d.classid AS class, d.objid AS object, d.objsubid AS part,
       d.refclassid AS referenced_class, d.refobjid AS referenced, d.refobjsubid AS referenced_part,
       d.deptype::text AS type
FROM pg_depend d
WHERE d.objid >= 16384 AND (d.refobjid >= 16384 OR d.refclassid = 'pg_namespace'::regclass)
