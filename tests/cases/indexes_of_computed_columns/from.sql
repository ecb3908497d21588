CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE INDEX t_words ON t USING gin (to_tsvector('words', a));
