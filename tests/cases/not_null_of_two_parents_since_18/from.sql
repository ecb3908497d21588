-- A child of two parents refuses NULL for as long as one of them does (since PostgreSQL 18).
CREATE TABLE first_lets_go (x integer NOT NULL, a integer);
CREATE TABLE first_holds_on (x integer NOT NULL, b integer);
CREATE TABLE merged (x integer, c integer) INHERITS (first_holds_on, first_lets_go);
CREATE TABLE handed_down () INHERITS (first_holds_on, first_lets_go);
CREATE TABLE of_the_child () INHERITS (merged);

CREATE TABLE both_let_go (x integer NOT NULL);
CREATE TABLE both_let_go_too (x integer NOT NULL);
CREATE TABLE left_alone () INHERITS (both_let_go, both_let_go_too);

-- What a child calls its own keeps its name where the parent is given one.
CREATE TABLE gets_one (x integer, a integer);
CREATE TABLE has_one (x integer CONSTRAINT has_one_of_old NOT NULL, c integer) INHERITS (gets_one);
