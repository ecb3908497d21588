SELECT c.oid, (format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL)) COLLATE "C" AS name,
       CASE WHEN c.castfunc <> 0 THEN c.castfunc::regprocedure::text END AS function,
       c.castmethod = 'i' AS inout, c.castcontext::text AS context
FROM pg_cast c
WHERE NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = c.oid AND i.deptype = 'i')
  -- That from a range to its multirange comes and goes with them.
  AND c.oid >= 16384 AND {own pg_cast c}
ORDER BY name
