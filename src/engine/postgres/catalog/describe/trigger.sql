SELECT t.tgrelid AS relation, pg_get_triggerdef(t.oid, true) AS definition, t.tgenabled::text AS enabled, t.tgisinternal AS internal,
       CASE WHEN t.tgparentid <> 0 THEN
           (SELECT u.tgrelid::regclass::text
            FROM pg_trigger u, pg_partition_ancestors(t.tgrelid) WITH ORDINALITY a(relid, depth)
            WHERE u.tgname = t.tgname AND u.tgrelid = a.relid AND u.tgparentid = 0
            ORDER BY a.depth LIMIT 1) END AS parent
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE (NOT t.tgisinternal OR t.tgenabled = 'D'
       OR EXISTS (SELECT FROM pg_depend WHERE objid = t.oid AND refclassid = 'pg_trigger'::regclass) -- before 150000
      ) AND {schema n}
ORDER BY t.tgrelid, t.tgname
