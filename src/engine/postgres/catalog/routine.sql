SELECT p.oid, n.nspname::text AS schema, p.proname::text AS name, p.prokind::text AS routine,
       oidvectortypes(p.proargtypes) AS signature, pg_get_function_arguments(p.oid) AS arguments,
       pg_get_function_result(p.oid) AS returns, l.lanname::text AS language, p.prosrc AS source,
       p.probin AS library,
       pg_get_function_sqlbody(p.oid) AS sql_body, -- since 140000
       NULL::text AS sql_body, -- before 140000
       p.provolatile::text AS volatility, p.proisstrict AS strict, p.prosecdef AS security_definer,
       p.proleakproof AS leakproof, p.proparallel::text AS parallel,
       CASE WHEN p.procost <> CASE WHEN l.lanname IN ('internal', 'c') THEN 1 ELSE 100 END THEN p.procost END AS cost,
       CASE WHEN p.proretset AND p.prorows <> 1000 THEN p.prorows END AS rows,
       CASE WHEN p.prosupport <> 0 THEN p.prosupport::text END AS support,
       (SELECT array_agg(format_type(u, NULL)) FROM unnest(p.protrftypes) u) AS transform, p.proconfig AS config
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE p.prokind IN ('f', 'p', 'w')
  -- A range type's constructors come and go with it.
  AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')
  AND {schema n} AND {own pg_proc p}
ORDER BY n.nspname COLLATE "C", p.proname COLLATE "C", oidvectortypes(p.proargtypes) COLLATE "C"
