-- An operator without a function is a name that another has called its commutator or negator, no more.
SELECT o.oid, n.nspname::text AS schema, o.oprname::text AS name,
       (CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END || ', ' ||
        CASE WHEN o.oprright = 0 THEN 'NONE' ELSE format_type(o.oprright, NULL) END) COLLATE "C" AS signature,
       o.oprcode::regproc::text AS function, quote_ident(cn.nspname) || '.' || c.oprname AS commutator,
       quote_ident(nn.nspname) || '.' || g.oprname AS negator,
       nullif(o.oprrest::regproc::text, '-') AS restrict, nullif(o.oprjoin::regproc::text, '-') AS join,
       o.oprcanhash AS hashes, o.oprcanmerge AS merges
FROM pg_operator o
JOIN pg_namespace n ON n.oid = o.oprnamespace
LEFT JOIN pg_operator c ON c.oid = o.oprcom
LEFT JOIN pg_namespace cn ON cn.oid = c.oprnamespace
LEFT JOIN pg_operator g ON g.oid = o.oprnegate
LEFT JOIN pg_namespace nn ON nn.oid = g.oprnamespace
WHERE o.oprcode <> 0 AND {schema n} AND {own pg_operator o}
ORDER BY n.nspname COLLATE "C", o.oprname COLLATE "C", signature
