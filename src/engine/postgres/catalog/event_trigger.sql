SELECT e.oid, e.evtname::text AS name, e.evtevent::text AS event, e.evtenabled::text AS enabled, e.evtfoid::regproc::text AS function,
       (SELECT array_agg(u ORDER BY u COLLATE "C") FROM unnest(e.evttags) u) AS tags
FROM pg_event_trigger e
WHERE {own pg_event_trigger e}
ORDER BY e.evtname COLLATE "C"
