-- A schema of :tables tables of the shape that large applications have: 10 to 20 columns with a
-- comment each, 3 or 4 indexes, 2 or 3 foreign keys with circles among them, checks, triggers,
-- enums, functions and a view for every fifth table.
\set ON_ERROR_STOP on
\pset tuples_only on
SET client_min_messages = warning;
SELECT format('CREATE TYPE state_%s AS ENUM (%s)', e, (SELECT string_agg(quote_literal('state ' || v), ', ') FROM generate_series(1, 3 + e % 5) v))
FROM generate_series(0, greatest(:tables / 20, 1)) e \gexec
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.updated_at := now(); RETURN NEW; END$$;
SELECT format('CREATE FUNCTION price_%s(amount numeric, rate numeric DEFAULT 0.%s) RETURNS numeric LANGUAGE sql IMMUTABLE AS %L',
       f, 1 + f % 9, format('SELECT amount * (1 + rate) + %s', f)) FROM generate_series(0, :tables / 10) f \gexec
SELECT format('CREATE TABLE table_%s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id bigint, owner_id bigint NOT NULL, '
       'state state_%s NOT NULL DEFAULT %L, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz, '
       'name text NOT NULL, email varchar(%s), amount numeric(12,2) DEFAULT 0, %s CONSTRAINT table_%s_amount CHECK (amount >= 0 AND amount < %s))',
       t, t % greatest(:tables / 20, 1), 'state 1', 50 + t % 200,
       (SELECT string_agg(format('extra_%s %s, ', x, (ARRAY['integer DEFAULT 0', 'text', 'jsonb DEFAULT ''{}''::jsonb', 'boolean DEFAULT false', 'date', 'uuid', 'text[]', 'double precision'])[1 + (x + t) % 8]), '')
        FROM generate_series(1, 1 + t % 11) x), t, 1000000 + t)
FROM generate_series(0, :tables - 1) t \gexec
SELECT format('CREATE UNIQUE INDEX table_%1$s_email_key ON table_%1$s (lower(email::text)) WHERE email IS NOT NULL', t) FROM generate_series(0, :tables - 1) t \gexec
SELECT format('CREATE INDEX table_%1$s_owner_idx ON table_%1$s (owner_id, created_at DESC)', t) FROM generate_series(0, :tables - 1) t \gexec
SELECT format('CREATE INDEX table_%1$s_state_idx ON table_%1$s (state)', t) FROM generate_series(0, :tables - 1) t WHERE t % 2 = 0 \gexec
SELECT format('ALTER TABLE table_%1$s ADD CONSTRAINT table_%1$s_parent_fk FOREIGN KEY (parent_id) REFERENCES table_%2$s (id) ON DELETE SET NULL', t, (t + 1) % :tables) FROM generate_series(0, :tables - 1) t \gexec
SELECT format('ALTER TABLE table_%1$s ADD CONSTRAINT table_%1$s_owner_fk FOREIGN KEY (owner_id) REFERENCES table_%2$s (id) ON DELETE CASCADE', t, (t * 7 + 3) % :tables) FROM generate_series(0, :tables - 1) t \gexec
SELECT format('CREATE TRIGGER touch BEFORE UPDATE ON table_%s FOR EACH ROW EXECUTE FUNCTION touch()', t) FROM generate_series(0, :tables - 1) t WHERE t % 3 = 0 \gexec
SELECT format('CREATE VIEW view_%s AS SELECT a.id, a.name, b.name AS owner, price_%s(a.amount) AS price FROM table_%s a JOIN table_%s b ON b.id = a.owner_id WHERE a.state = %L',
       t, t / 10, t, (t * 7 + 3) % :tables, 'state 1') FROM generate_series(0, :tables - 1, 5) t \gexec
SELECT format('COMMENT ON TABLE %I IS %L', relname, 'What ' || relname || ' holds') FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname \gexec
SELECT format('COMMENT ON COLUMN %I.%I IS %L', relname, attname, 'The ' || attname || ' of a row of ' || relname) FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname, attnum \gexec
ANALYZE;
