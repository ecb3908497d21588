SELECT t.oid, t.typarray, n.nspname::text AS schema, t.typname::text AS name, format_type(r.rngsubtype, NULL) AS subtype,
       CASE WHEN NOT o.opcdefault OR o.opcintype <> r.rngsubtype AND EXISTS (
           SELECT FROM pg_opclass e WHERE e.opcmethod = o.opcmethod AND e.opcintype = r.rngsubtype AND e.opcdefault) THEN quote_ident(opn.nspname) || '.' || quote_ident(o.opcname) END AS opclass,
       CASE WHEN r.rngcollation <> s.typcollation THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::text END AS canonical,
       CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::text END AS subtype_diff,
       m.typname::text AS multirange, CASE WHEN m.typnamespace <> n.oid THEN mn.nspname::text END AS multirange_schema, m.oid AS multirange_oid, m.typarray AS multirange_array -- since 140000
       NULL::text AS multirange, NULL::text AS multirange_schema, NULL::oid AS multirange_oid, NULL::oid AS multirange_array -- before 140000
FROM pg_range r
JOIN pg_type t ON t.oid = r.rngtypid
JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_type s ON s.oid = r.rngsubtype
JOIN pg_opclass o ON o.oid = r.rngsubopc
JOIN pg_namespace opn ON opn.oid = o.opcnamespace
LEFT JOIN pg_type m ON m.oid = r.rngmultitypid -- since 140000
LEFT JOIN pg_namespace mn ON mn.oid = m.typnamespace -- since 140000
LEFT JOIN pg_collation co ON co.oid = r.rngcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE {schema n} AND {own pg_type t}
ORDER BY n.nspname COLLATE "C", t.typname COLLATE "C"
