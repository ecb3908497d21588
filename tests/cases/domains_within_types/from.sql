CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN pos AS int DEFAULT 1 NOT NULL CONSTRAINT posc CHECK (VALUE > 0);
CREATE TYPE contact AS (mail email, n pos);
CREATE DOMAIN vip AS email CHECK (length(VALUE) > 3);
CREATE TABLE c (id pos PRIMARY KEY, mails email[] DEFAULT '{}', main contact, v vip, plain text);
CREATE TABLE d (cid int REFERENCES c (id));
CREATE INDEX c_v ON c (v);
CREATE FUNCTION cf(e email, p pos DEFAULT 3) RETURNS contact LANGUAGE sql AS $$ SELECT ROW(e, p)::contact $$;
CREATE VIEW cv AS SELECT id, v, v::email AS e FROM c;
