-- Check constraints and foreign keys, seen from both tables.
CREATE SCHEMA other;
CREATE SCHEMA "Odd Schema";
CREATE TABLE target (a int, b int, id int PRIMARY KEY, UNIQUE (a, b));
CREATE TABLE other.target (id int PRIMARY KEY);
CREATE TABLE "Odd Schema"."Odd Table" ("Odd Id" int PRIMARY KEY);
CREATE TABLE other.far (id int UNIQUE);

CREATE TABLE refers (
    a int DEFAULT 1, b int DEFAULT 2, id int, "Odd" int, parent int,
    CONSTRAINT z_plain FOREIGN KEY (id) REFERENCES target,
    CONSTRAINT matched FOREIGN KEY (a, b) REFERENCES target (a, b) MATCH FULL,
    CONSTRAINT swapped FOREIGN KEY (b, a) REFERENCES target (a, b) ON UPDATE SET NULL ON DELETE SET DEFAULT,
    CONSTRAINT partly FOREIGN KEY (a, b) REFERENCES target (a, b) ON DELETE SET NULL (b),
    CONSTRAINT some_defaults FOREIGN KEY (a, b) REFERENCES target (a, b) ON UPDATE CASCADE ON DELETE SET DEFAULT (a, b) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT cascades FOREIGN KEY (id) REFERENCES target ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE,
    CONSTRAINT restricts FOREIGN KEY (id) REFERENCES target ON UPDATE RESTRICT ON DELETE RESTRICT,
    CONSTRAINT elsewhere FOREIGN KEY (id) REFERENCES other.target,
    CONSTRAINT far FOREIGN KEY (id) REFERENCES other.far (id),
    CONSTRAINT "odd ""key""" FOREIGN KEY ("Odd") REFERENCES "Odd Schema"."Odd Table",
    PRIMARY KEY (id)
);
ALTER TABLE refers ADD CONSTRAINT own FOREIGN KEY (parent) REFERENCES refers;
ALTER TABLE refers ADD CONSTRAINT unproven FOREIGN KEY (id) REFERENCES target NOT VALID;
ALTER TABLE refers ADD CONSTRAINT unproven_later FOREIGN KEY (id) REFERENCES target DEFERRABLE INITIALLY DEFERRED NOT VALID;
CREATE TABLE other.refers (id int CONSTRAINT z_plain REFERENCES public.target, far int REFERENCES other.far (id));
CREATE TABLE "Odd Schema"."Refers Too" (id int CONSTRAINT z_odd REFERENCES public.target);
CREATE TABLE "Refers" (id int CONSTRAINT z_mixed REFERENCES target);

CREATE TABLE checks (
    a int CHECK (a > 0), b text, c timestamptz, d timestamptz, "E" text,
    CHECK (a > 0 AND b IS NOT NULL OR b = 'x'),
    CONSTRAINT "odd ""check""" CHECK ("E" <> ''),
    CONSTRAINT listed CHECK (b IN ('x', 'y')),
    CONSTRAINT between_two CHECK (a BETWEEN 1 AND 10),
    CONSTRAINT liked CHECK (b LIKE 'x%' AND b NOT ILIKE 'y%' AND b ~ '^a\d+$'),
    CONSTRAINT cased CHECK (CASE WHEN a > 0 THEN b = 'x' ELSE true END),
    CONSTRAINT overlap CHECK ((c, d) OVERLAPS (c, interval '1 day')),
    CONSTRAINT normal CHECK (b IS NFC NORMALIZED),
    CONSTRAINT zoned CHECK (c AT TIME ZONE 'UTC' > '2020-01-01'),
    CONSTRAINT a_row CHECK ((a, b) <> (1, 'x')),
    CONSTRAINT negated CHECK (NOT (a = 3 OR b = 'z')),
    CONSTRAINT called CHECK (starts_with(b, 'x')),
    CONSTRAINT alone CHECK (a > 1) NO INHERIT,
    CONSTRAINT quoted CHECK (b <> 'it''s (not) "so"' AND "E" <> E'back\\slash')
);
ALTER TABLE checks ADD CONSTRAINT unproven CHECK (a < 100) NOT VALID;
ALTER TABLE checks ADD CONSTRAINT alone_unproven CHECK (a < 100) NO INHERIT NOT VALID;
