-- What Citus keeps count of. Partitions lie as their partitioned table does; what it took in by itself, for a
-- foreign key to a reference table, goes by itself; the tables of a distributed schema are said with the schema.
SELECT NULL::oid AS table, n.oid AS namespace, 's' AS method, '' AS replication, NULL::text AS distribution_column,
       s.colocationid AS "group", NULL::int AS shards, n.nspname COLLATE "C" AS schema, '' COLLATE "C" AS name
FROM pg_catalog.pg_dist_schema s
JOIN pg_namespace n ON n.oid = s.schemaid
WHERE {schema n}
UNION ALL
SELECT p.logicalrelid::oid, NULL, p.partmethod::text, p.repmodel::text,
       CASE WHEN p.partmethod = 'h' THEN pg_catalog.column_to_column_name(p.logicalrelid, p.partkey) END,
       p.colocationid, g.shardcount, n.nspname COLLATE "C", c.relname COLLATE "C"
FROM pg_catalog.pg_dist_partition p
JOIN pg_class c ON c.oid = p.logicalrelid::oid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_dist_colocation g ON g.colocationid = p.colocationid
WHERE NOT c.relispartition AND {schema n} AND {own pg_class c} AND NOT coalesce(p.autoconverted, false)
  AND (p.colocationid = 0 OR NOT EXISTS (SELECT FROM pg_catalog.pg_dist_schema s WHERE s.colocationid = p.colocationid))
UNION ALL
-- Of the coordinator, one row where the other nodes do not know where it is.
SELECT NULL, NULL, 'w', '', NULL, 0, NULL, '' COLLATE "C", '' COLLATE "C"
WHERE EXISTS (SELECT FROM pg_catalog.pg_dist_node) AND NOT EXISTS (SELECT FROM pg_catalog.pg_dist_node n WHERE n.groupid = 0)
ORDER BY 8, 9
