SELECT e.oid, e.evtname::text AS name, e.evtevent::text AS event, e.evtenabled::text AS enabled, e.evtfoid::regproc::text AS function,
       e.evttags AS tags
FROM pg_event_trigger e
WHERE {own pg_event_trigger e}
ORDER BY e.evtname COLLATE "C"
