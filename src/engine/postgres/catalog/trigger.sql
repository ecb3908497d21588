SELECT t.oid, t.tgrelid AS table, t.tgname::text AS name, t.tgtype::int4 AS bits, t.tgenabled::text AS enabled,
       t.tgconstraint <> 0 AS constraint, t.tgdeferrable AS deferrable, t.tginitdeferred AS deferred,
       string_to_array(t.tgattr::text, ' ')::int2[] AS columns, t.tgoldtable::text AS old_table, t.tgnewtable::text AS new_table,
       CASE WHEN t.tgconstrrelid <> 0 THEN t.tgconstrrelid::regclass::text END AS from_table,
       t.tgqual IS NOT NULL AS conditional, pg_get_triggerdef(t.oid, $pretty) AS definition
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND {relation c} AND {schema n}
  AND t.tgparentid = 0 -- since 130000
ORDER BY t.tgrelid, t.tgname COLLATE "C"
