-- The roles of people: not the server's own, nor the one that initdb made (oid 10).
SELECT r.oid, r.rolname::text AS name, r.rolsuper AS superuser, NOT r.rolinherit AS noinherit, r.rolcreaterole AS createrole,
       r.rolcreatedb AS createdb, r.rolcanlogin AS login, r.rolreplication AS replication, r.rolbypassrls AS bypassrls,
       nullif(r.rolconnlimit, -1) AS connection_limit,
       CASE WHEN isfinite(r.rolvaliduntil) THEN to_char(r.rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '+00' END AS valid_until
FROM pg_roles r
WHERE r.rolname !~ '^pg_' AND r.oid <> 10
ORDER BY r.rolname COLLATE "C"
