-- Every object of the user's that no reader above has read, in the server's own words for it.
WITH candidate(classid, objid) AS (
    SELECT 'pg_class'::regclass, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'f', 'p') AND c.relpersistence <> 't' AND NOT {table c} AND {schema n}
    UNION ALL
    -- The bare name of an operator that nobody refers to (any more).
    SELECT 'pg_operator'::regclass, o.oid FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
    WHERE o.oprcode = 0 AND NOT EXISTS (SELECT FROM pg_operator r WHERE o.oid IN (r.oprcom, r.oprnegate)) AND {schema n}
)
SELECT i.type AS kind, coalesce(i.identity, '?') AS name
FROM candidate c, pg_identify_object(c.classid, c.objid, 0) i
WHERE NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = c.classid AND m.objid = c.objid AND m.deptype IN ('e', 'i'))
UNION ALL
-- What is said of the type of a relation's rows, or of the arrays of a type.
SELECT 'comment on type', i.identity
FROM pg_description d JOIN pg_type t ON t.oid = d.objoid JOIN pg_namespace n ON n.oid = t.typnamespace
CROSS JOIN pg_identify_object(d.classoid, d.objoid, 0) i
WHERE d.classoid = 'pg_type'::regclass AND d.objoid >= 16384 AND {schema n} AND {own pg_type t}
  AND (EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind <> 'c') OR EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid))
UNION ALL
-- What is said of the rule that a view is, of the constraint that a trigger is, and of a domain's NOT NULL (17).
SELECT 'comment on rule', i.identity
FROM pg_description d JOIN pg_rewrite r ON r.oid = d.objoid JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN pg_identify_object(d.classoid, d.objoid, 0) i
WHERE d.classoid = 'pg_rewrite'::regclass AND d.objoid >= 16384 AND r.rulename = '_RETURN' AND {schema n} AND {own pg_class c}
UNION ALL
SELECT 'comment on constraint', i.identity
FROM pg_description d JOIN pg_constraint k ON k.oid = d.objoid JOIN pg_namespace n ON n.oid = k.connamespace
CROSS JOIN pg_identify_object(d.classoid, d.objoid, 0) i
WHERE d.classoid = 'pg_constraint'::regclass AND d.objoid >= 16384 AND (k.contype = 't' OR k.contype = 'n' AND k.contypid <> 0) AND {schema n}
UNION ALL
-- What is said of a partition's copy of a trigger that was given a name of its own (before 15).
SELECT 'comment on copy of trigger', i.identity
FROM pg_description d JOIN pg_trigger t ON t.oid = d.objoid JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN pg_identify_object(d.classoid, d.objoid, 0) i
WHERE d.classoid = 'pg_trigger'::regclass AND d.objoid >= 16384 AND t.tgparentid <> 0
  AND t.tgname <> (SELECT p.tgname FROM pg_trigger p WHERE p.oid = t.tgparentid) AND {schema n} AND {own pg_class c}
ORDER BY 1, 2
