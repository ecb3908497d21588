-- Of the connection string only who may read all of the catalog sees anything, and of version 13 even less.
SELECT
       s.oid, -- since 140000
       s.oid, -- before 140000 if readable
       0::oid AS oid, -- before 140000 if unreadable
       s.subname::text AS name, s.subenabled AS enabled, s.subslotname::text AS slot,
       s.subconninfo AS connection, -- if readable
       NULL::text AS connection, -- if unreadable
       s.subsynccommit AS synchronous_commit, -- since 140000
       s.subsynccommit AS synchronous_commit, -- before 140000 if readable
       'off'::text AS synchronous_commit, -- before 140000 if unreadable
       s.subbinary AS binary, -- since 140000
       false AS binary, -- before 140000
       CASE s.substream::text WHEN 't' THEN 'on' WHEN 'true' THEN 'on' WHEN 'p' THEN 'parallel' ELSE 'off' END AS streaming, -- since 140000
       NULL::text AS streaming, -- before 140000
       s.subtwophasestate <> 'd' AS two_phase, s.subdisableonerr AS disable_on_error, -- since 150000
       false AS two_phase, false AS disable_on_error, -- before 150000
       s.subpasswordrequired AS password_required, s.subrunasowner AS run_as_owner, s.suborigin AS origin, -- since 160000
       true AS password_required, false AS run_as_owner, 'any'::text AS origin, -- before 160000
       s.subfailover AS failover, -- since 170000
       false AS failover, -- before 170000
       s.subpublications AS publications
FROM pg_subscription s
JOIN pg_database d ON d.oid = s.subdbid
WHERE d.datname = current_database()
ORDER BY s.subname COLLATE "C"
