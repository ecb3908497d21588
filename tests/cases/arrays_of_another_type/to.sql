-- A server shows a list of varchar as an array that is text as a whole, and reads that otherwise.
CREATE DOMAIN code AS varchar(10) CHECK (VALUE IN ('a', 'b'));
CREATE TABLE orders (
    id int PRIMARY KEY,
    status varchar(10) NOT NULL CHECK (status IN ('open', 'it''s shut', '(ARRAY[')),
    code code,
    price numeric(10, 2) CHECK (price <> ALL (ARRAY[1, 2]))
);
CREATE INDEX orders_open ON orders (id) WHERE status NOT IN ('it''s shut', 'gone');
CREATE VIEW open_orders AS SELECT id, code IN ('a', 'c') AS known FROM orders WHERE status IN ('open', 'new');
CREATE MATERIALIZED VIEW shut AS SELECT id FROM orders WHERE status IN ('it''s shut', 'gone');
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON orders USING (status IN ('open', 'new'));
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER stamp BEFORE UPDATE ON orders FOR EACH ROW WHEN (NEW.status IN ('a', 'b')) EXECUTE FUNCTION stamp();
