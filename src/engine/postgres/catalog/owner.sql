-- Owners other than the one who asks: `pg_shdepend` would leave out what the bootstrap superuser owns.
SELECT o.class::oid AS class, o.object, r.rolname::text AS role
FROM (
    SELECT 'pg_namespace'::regclass AS class, n.oid AS object, n.nspowner AS owner FROM pg_namespace n WHERE {schema n}
    UNION ALL SELECT 'pg_class'::regclass, c.oid, c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND {schema n}
          -- A sequence that belongs to a column belongs to its table's owner.
          AND NOT (c.relkind = 'S' AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
              AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')))
    UNION ALL SELECT 'pg_proc'::regclass, p.oid, p.proowner FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {schema n}
    UNION ALL SELECT 'pg_type'::regclass, t.oid, t.typowner FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE t.typrelid = 0 AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) AND t.typtype <> 'm' AND {schema n}
    UNION ALL SELECT 'pg_collation'::regclass, o.oid, o.collowner FROM pg_collation o JOIN pg_namespace n ON n.oid = o.collnamespace WHERE {schema n}
    UNION ALL SELECT 'pg_statistic_ext'::regclass, s.oid, s.stxowner FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE {schema n}
    UNION ALL SELECT 'pg_ts_dict'::regclass, d.oid, d.dictowner FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace WHERE {schema n}
    UNION ALL SELECT 'pg_ts_config'::regclass, g.oid, g.cfgowner FROM pg_ts_config g JOIN pg_namespace n ON n.oid = g.cfgnamespace WHERE {schema n}
    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, w.oid, w.fdwowner FROM pg_foreign_data_wrapper w
    UNION ALL SELECT 'pg_foreign_server'::regclass, s.oid, s.srvowner FROM pg_foreign_server s
    UNION ALL SELECT 'pg_operator'::regclass, o.oid, o.oprowner FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE {schema n}
    UNION ALL SELECT 'pg_opfamily'::regclass, o.oid, o.opfowner FROM pg_opfamily o JOIN pg_namespace n ON n.oid = o.opfnamespace WHERE {schema n}
    UNION ALL SELECT 'pg_opclass'::regclass, o.oid, o.opcowner FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE {schema n}
    UNION ALL SELECT 'pg_conversion'::regclass, o.oid, o.conowner FROM pg_conversion o JOIN pg_namespace n ON n.oid = o.connamespace WHERE {schema n}
    UNION ALL SELECT 'pg_language'::regclass, l.oid, l.lanowner FROM pg_language l
    UNION ALL SELECT 'pg_event_trigger'::regclass, e.oid, e.evtowner FROM pg_event_trigger e
    UNION ALL SELECT 'pg_publication'::regclass, p.oid, p.pubowner FROM pg_publication p
    UNION ALL SELECT 'pg_subscription'::regclass, s.oid, s.subowner FROM pg_subscription s -- since 140000
    UNION ALL SELECT 'pg_subscription'::regclass, s.oid, s.subowner FROM pg_subscription s -- before 140000 if readable
) o
JOIN pg_roles r ON r.oid = o.owner
-- Schema public is its founder's where nothing is told, whoever asks.
WHERE (r.rolname <> current_user OR o.class = 'pg_namespace'::regclass AND o.object = coalesce(to_regnamespace('public')::oid, 0))
  AND NOT (o.class = 'pg_namespace'::regclass AND o.object = coalesce(to_regnamespace('public')::oid, 0) AND r.rolname = 'pg_database_owner') -- since 150000
  AND NOT (o.class = 'pg_namespace'::regclass AND o.object = coalesce(to_regnamespace('public')::oid, 0) AND o.owner = 10) -- before 150000
