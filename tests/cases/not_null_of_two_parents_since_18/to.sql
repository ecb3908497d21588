CREATE TABLE first_lets_go (x integer, a integer);
CREATE TABLE first_holds_on (x integer NOT NULL, b integer);
CREATE TABLE merged (x integer, c integer) INHERITS (first_holds_on, first_lets_go);
CREATE TABLE handed_down () INHERITS (first_holds_on, first_lets_go);
CREATE TABLE of_the_child () INHERITS (merged);

CREATE TABLE both_let_go (x integer);
CREATE TABLE both_let_go_too (x integer);
CREATE TABLE left_alone () INHERITS (both_let_go, both_let_go_too);

CREATE TABLE gets_one (x integer CONSTRAINT all_refuse NOT NULL, a integer);
CREATE TABLE has_one (x integer CONSTRAINT all_refuse NOT NULL, c integer) INHERITS (gets_one);
