-- Base types and shells; not those that extensions bring, nor arrays.
SELECT t.oid, t.typarray, n.nspname::text AS schema, t.typname::text AS name, t.typisdefined AS defined,
       t.typinput::text AS input, t.typoutput::text AS output, nullif(t.typreceive::text, '-') AS receive,
       nullif(t.typsend::text, '-') AS send, nullif(t.typmodin::text, '-') AS typmod_in,
       nullif(t.typmodout::text, '-') AS typmod_out, nullif(t.typanalyze::text, '-') AS analyze,
       nullif(t.typsubscript::text, '-') AS subscript, -- since 140000
       NULL::text AS subscript, -- before 140000
       CASE WHEN t.typlen <> -1 THEN t.typlen::text END AS internallength, t.typbyval AS passedbyvalue,
       CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'd' THEN 'double' END AS alignment,
       CASE t.typstorage WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main' END AS storage,
       nullif(t.typcategory::text, 'U') AS category, t.typispreferred AS preferred, t.typdefault AS default,
       CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END AS element, nullif(t.typdelim::text, ',') AS delimiter,
       t.typcollation <> 0 AS collatable
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE (t.typtype = 'b' OR t.typtype = 'p' AND NOT t.typisdefined)
  AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) AND {schema n} AND {own pg_type t}
ORDER BY n.nspname COLLATE "C", t.typname COLLATE "C"
