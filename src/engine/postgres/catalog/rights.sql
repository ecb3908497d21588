-- What the session's user may do here, for `dbtool doctor` (13–18).
WITH own AS (
    SELECT rolname::text AS name, rolsuper FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER
), others AS (
    SELECT count(*) AS number, min(pg_catalog.pg_get_userbyid(c.relowner)::text COLLATE "C") AS owner
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
        AND NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
)
SELECT level, words, remedy FROM (
    SELECT 1 AS place, 'ok' AS level, 'user ' || name || CASE WHEN rolsuper THEN ', a superuser' ELSE '' END AS words,
        '' AS remedy
    FROM own
    UNION ALL
    SELECT 2, 'note', name || ' may make no schemas and no extensions in this database',
        'GRANT CREATE ON DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' TO '
            || pg_catalog.quote_ident(name) || ', if it is to run migrations that do'
    FROM own WHERE NOT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
    UNION ALL
    SELECT 3, 'note', name || ' may not alter ' || number || ' tables, views and sequences, which belong to others, such as '
            || owner,
        'connect as their owner, if it is to run migrations; diff and snapshot need no more than it has'
    FROM own, others WHERE number > 0
    UNION ALL
    SELECT 4, 'clock', pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::bigint::text,
        pg_catalog.current_setting('TimeZone')
) answers
ORDER BY place
