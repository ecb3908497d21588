SELECT c.oid AS relation, p.pubname::text AS name, NULL::text AS condition, NULL::text AS columns
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_publication p ON p.puballtables
     OR EXISTS (SELECT FROM pg_publication_namespace pn WHERE pn.pnpubid = p.oid AND pn.pnnspid = n.oid) -- since 150000
WHERE c.relkind IN ('r', 'p') AND pg_relation_is_publishable(c.oid) AND {schema n}
UNION
SELECT pr.prrelid, p.pubname::text,
       pg_get_expr(pr.prqual, pr.prrelid), -- since 150000
       NULL, -- before 150000
       (SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM unnest(pr.prattrs::int2[]) WITH ORDINALITY k(number, place) JOIN pg_attribute a ON a.attrelid = pr.prrelid AND a.attnum = k.number) -- since 150000
       NULL -- before 150000
FROM pg_publication_rel pr
JOIN pg_publication p ON p.oid = pr.prpubid
JOIN pg_class c ON c.oid = pr.prrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {schema n}
ORDER BY 1, 2, 3, 4
