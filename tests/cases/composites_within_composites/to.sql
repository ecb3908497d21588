CREATE TYPE addr AS (street varchar(40), no bigint, city text);
CREATE TYPE person AS (name text, home addr, others addr[]);
CREATE TABLE h (id int, p person, ps person[]);
CREATE FUNCTION f(person) RETURNS addr LANGUAGE sql AS 'SELECT ($1).home';
CREATE VIEW v AS SELECT (p).name, ((p).home).no FROM h;
