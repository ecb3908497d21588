-- How a node has the tables that Citus keeps count of: one text, the same of every node that is like the others.
-- Of each shard on the node that has other columns than its table, the name.
SELECT coalesce(json_object_agg(t.name, json_build_object(
    'columns', t.columns,
    'constraints', (SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ', ' ORDER BY k.conname COLLATE "C")
                    FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype <> 'n'),
    'indexes', (SELECT string_agg(pg_get_indexdef(i.indexrelid), ', ' ORDER BY pg_get_indexdef(i.indexrelid) COLLATE "C")
                FROM pg_index i WHERE i.indrelid = t.oid),
    'distribution', t.distribution,
    'shards', (SELECT string_agg(pg_catalog.shard_name(s.logicalrelid, s.shardid), ', ' ORDER BY s.shardid)
               FROM pg_catalog.pg_dist_shard s
               JOIN pg_catalog.pg_dist_placement p ON p.shardid = s.shardid
               JOIN pg_catalog.pg_dist_local_group g ON g.groupid = p.groupid
               WHERE s.logicalrelid::oid = t.oid AND (
                   SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
                   FROM pg_attribute a
                   WHERE a.attrelid = to_regclass(pg_catalog.shard_name(s.logicalrelid, s.shardid)) AND a.attnum > 0 AND NOT a.attisdropped
               ) IS DISTINCT FROM t.columns)
) ORDER BY t.name COLLATE "C")::text, '{}') AS state
FROM (
    SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name,
           concat_ws(' ', d.partmethod, d.repmodel, d.colocationid) AS distribution,
           (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
    FROM pg_catalog.pg_dist_partition d
    JOIN pg_class c ON c.oid = d.logicalrelid::oid
    JOIN pg_namespace n ON n.oid = c.relnamespace
) t
