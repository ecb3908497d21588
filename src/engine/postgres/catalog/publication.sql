SELECT p.oid, p.pubname::text AS name, p.puballtables AS all_tables, p.pubinsert AS insert, p.pubupdate AS update,
       p.pubdelete AS delete, p.pubtruncate AS truncate, p.pubviaroot AS via_root,
       p.pubgencols = 's' AS generated_columns, -- since 180000
       false AS generated_columns, -- before 180000
       (SELECT array_agg(n.nspname::text ORDER BY n.nspname COLLATE "C") FROM pg_publication_namespace s -- since 150000
        JOIN pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid) AS schemas -- since 150000
       NULL::text[] AS schemas -- before 150000
FROM pg_publication p
WHERE {own pg_publication p}
ORDER BY p.pubname COLLATE "C"
