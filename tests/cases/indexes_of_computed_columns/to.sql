CREATE TEXT SEARCH CONFIGURATION words (COPY = english);
CREATE TABLE t (id int PRIMARY KEY, a text, v tsvector GENERATED ALWAYS AS (to_tsvector('public.words', a)) STORED);
CREATE INDEX t_words ON t USING gin (v);
