SELECT p.oid, n.nspname::text AS schema, p.proname::text AS name, pg_get_function_identity_arguments(p.oid) AS signature,
       pg_get_function_arguments(p.oid) AS arguments, a.aggtransfn::regproc::text AS sfunc, format_type(a.aggtranstype, NULL) AS stype,
       a.aggkind::text AS kind, nullif(a.aggfinalfn::regproc::text, '-') AS finalfunc, a.aggfinalextra AS finalfunc_extra,
       a.aggfinalmodify::text AS finalfunc_modify, nullif(a.aggcombinefn::regproc::text, '-') AS combinefunc,
       nullif(a.aggserialfn::regproc::text, '-') AS serialfunc, nullif(a.aggdeserialfn::regproc::text, '-') AS deserialfunc,
       nullif(a.aggtransspace, 0)::text AS sspace, a.agginitval AS initcond,
       nullif(a.aggmtransfn::regproc::text, '-') AS msfunc, nullif(a.aggminvtransfn::regproc::text, '-') AS minvfunc,
       CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END AS mstype,
       nullif(a.aggmtransspace, 0)::text AS msspace, nullif(a.aggmfinalfn::regproc::text, '-') AS mfinalfunc,
       a.aggmfinalextra AS mfinalfunc_extra, a.aggmfinalmodify::text AS mfinalfunc_modify, a.aggminitval AS minitcond,
       CASE WHEN a.aggsortop <> 0 THEN (SELECT format('OPERATOR(%I.%s)', sn.nspname, s.oprname) FROM pg_operator s
            JOIN pg_namespace sn ON sn.oid = s.oprnamespace WHERE s.oid = a.aggsortop) END AS sortop,
       p.proparallel::text AS parallel
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_aggregate a ON a.aggfnoid = p.oid
WHERE p.prokind = 'a' AND {schema n} AND {own pg_proc p}
ORDER BY n.nspname COLLATE "C", p.proname COLLATE "C", pg_get_function_identity_arguments(p.oid) COLLATE "C"
