-- What the session's user may do here, for `dbtool doctor`: what a role gives it is not told (8.0, MariaDB 10.6).
SELECT level, words, remedy FROM (
    SELECT 1 AS place, 'ok' AS level, CONCAT('user ', CURRENT_USER()) AS words, '' AS remedy
    UNION ALL
    SELECT 2, 'note', CONCAT(CURRENT_USER(), ' itself has not ', GROUP_CONCAT(p.name ORDER BY p.name SEPARATOR ', '),
            ' on this database'),
        'GRANT them to it, if it is to run migrations that need them; diff and snapshot need no more than it has'
    FROM (
        SELECT 'ALTER' AS name UNION ALL SELECT 'ALTER ROUTINE' UNION ALL SELECT 'CREATE' UNION ALL SELECT 'CREATE ROUTINE'
        UNION ALL SELECT 'CREATE VIEW' UNION ALL SELECT 'DROP' UNION ALL SELECT 'EVENT' UNION ALL SELECT 'INDEX'
        UNION ALL SELECT 'REFERENCES' UNION ALL SELECT 'TRIGGER'
    ) p
    WHERE NOT EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES u
            WHERE u.PRIVILEGE_TYPE = p.name AND u.GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), ''''))
        AND NOT EXISTS (SELECT 1 FROM information_schema.SCHEMA_PRIVILEGES s
            WHERE s.PRIVILEGE_TYPE = p.name AND DATABASE() LIKE s.TABLE_SCHEMA
                AND s.GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), ''''))
    HAVING COUNT(*) > 0
    UNION ALL
    SELECT 3, 'clock', CAST(UNIX_TIMESTAMP() AS CHAR), IF(@@session.time_zone = 'SYSTEM', @@system_time_zone, @@session.time_zone)
) answers
ORDER BY place
