CREATE DOMAIN code AS varchar(10);
CREATE TABLE orders (id int PRIMARY KEY, status varchar(10) NOT NULL, code code, price numeric(10, 2));
CREATE VIEW open_orders AS SELECT id FROM orders;
