SELECT t.oid, t.typarray, n.nspname::text AS schema, t.typname::text AS name,
       (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND {schema n} AND {own pg_type t}
ORDER BY n.nspname COLLATE "C", t.typname COLLATE "C"
