CREATE DOMAIN email AS text DEFAULT 'a@b' CHECK (VALUE ~ '@') CHECK (length(VALUE) < 300);
CREATE DOMAIN pos AS bigint CONSTRAINT posc CHECK (VALUE >= 0);
CREATE TYPE contact AS (mail email, n pos, extra text);
CREATE DOMAIN vip AS email NOT NULL CHECK (length(VALUE) > 4);
CREATE TABLE c (id pos PRIMARY KEY, mails email[] DEFAULT '{}', main contact, v vip, plain email);
CREATE TABLE d (cid bigint REFERENCES c (id));
CREATE INDEX c_v ON c (v);
CREATE FUNCTION cf(e email, p pos DEFAULT 3) RETURNS contact LANGUAGE sql AS $$ SELECT ROW(e, p, '')::contact $$;
CREATE VIEW cv AS SELECT id, v, v::email AS e FROM c;
