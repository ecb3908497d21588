CREATE TABLE g (a integer, b integer, v integer GENERATED ALWAYS AS (a + b) VIRTUAL, w integer GENERATED ALWAYS AS (a) STORED);
CREATE TABLE h () INHERITS (g);
CREATE TABLE h2 (v integer GENERATED ALWAYS AS (a - b) VIRTUAL) INHERITS (g);
CREATE VIEW gv AS SELECT v FROM g;
COMMENT ON COLUMN g.v IS 'computed';
CREATE TABLE checked (a integer, v integer GENERATED ALWAYS AS (a + 1) VIRTUAL, CHECK (a > 0));
CREATE VIEW cv AS SELECT v FROM checked;
CREATE TABLE gone (a integer, v integer GENERATED ALWAYS AS (a + 1) VIRTUAL);
