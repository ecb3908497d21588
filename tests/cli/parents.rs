//! Tables that get parents when they have rows.

use super::Project;
use super::support::{self, psql, server};

const BEFORE: &str = "
CREATE TABLE public.event (id int, kind text DEFAULT 'x', CONSTRAINT counted CHECK (id > 0));
CREATE TABLE public.login (who text, id int);
INSERT INTO public.login VALUES ('ann', 1);
";

#[test]
fn what_a_table_gets_for_its_parent_stays_its_own() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let (before, after) = (server.database(), server.database());
    psql(before.url(), BEFORE);
    psql(after.url(), BEFORE);
    psql(after.url(), "DROP TABLE public.login; CREATE TABLE public.login (who text) INHERITS (public.event)");
    let project = Project::new(&[]);
    let scratch = server.url();
    let run = |words: &[&str], url: &str| {
        project.dbtool(&[words, &["--url", url, "--model", "model.yaml", "--scratch-url", &scratch]].concat())
    };
    project.write("model.yaml", &run(&["inspect"], after.url()).ok());
    // The server merges, and has no statement that makes it the parent's alone.
    run(&["apply", "--yes"], before.url()).ok();
    assert_eq!(run(&["diff", "--exit-code"], before.url()).ok(), "");
    assert_eq!(psql(before.url(), "SELECT id, kind FROM public.event"), "1|x\n");
    assert_eq!(psql(before.url(), "SELECT who, id, kind FROM public.login"), "ann|1|x\n");
}

const HANDED_DOWN: &str = "
CREATE TABLE public.pet (name text, id int, CONSTRAINT named CHECK (name <> ''));
CREATE TABLE public.animal (name text, legs int, CONSTRAINT walks CHECK (legs > 0));
CREATE TABLE public.cat () INHERITS (public.pet, public.animal);
CREATE TABLE public.kitten () INHERITS (public.cat);
INSERT INTO public.cat VALUES ('tom', 1, 4);
INSERT INTO public.kitten VALUES ('tim', 2, 4);
";

/// What the child has as its own beside what is handed down: all of it, and one check of two.
const OWN: [&str; 2] = [
    "name text, id int, legs int, CONSTRAINT named CHECK (name <> ''), CONSTRAINT walks CHECK (legs > 0)",
    "CONSTRAINT walks CHECK (legs > 0)",
];

#[test]
fn what_parents_hand_down_becomes_the_childs_own_too() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    for own in OWN {
        let (before, after) = (server.database(), server.database());
        psql(before.url(), HANDED_DOWN);
        let own = format!("cat ({own})");
        psql(after.url(), &HANDED_DOWN.replace("cat ()", &own));
        let project = Project::new(&[]);
        let scratch = server.url();
        let run = |words: &[&str], url: &str| {
            project.dbtool(&[words, &["--url", url, "--model", "model.yaml", "--scratch-url", &scratch]].concat())
        };
        project.write("model.yaml", &run(&["inspect"], after.url()).ok());
        run(&["apply", "--yes"], before.url()).ok();
        assert_eq!(run(&["diff", "--exit-code"], before.url()).ok(), "", "{own}");
        let columns = "SELECT attrelid::regclass, attname, attislocal, attinhcount FROM pg_attribute
            WHERE attrelid IN ('cat'::regclass, 'kitten'::regclass) AND attnum > 0 ORDER BY 1, 2";
        assert_eq!(psql(before.url(), columns), psql(after.url(), columns), "{own}");
        let checks = "SELECT conrelid::regclass, conname, conislocal, coninhcount, convalidated FROM pg_constraint
            WHERE conrelid IN ('cat'::regclass, 'kitten'::regclass) ORDER BY 1, 2";
        assert_eq!(psql(before.url(), checks), psql(after.url(), checks), "{own}");
        let parents = "SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = 'cat'::regclass ORDER BY inhseqno";
        assert_eq!(psql(before.url(), parents), "pet\nanimal\n");
        assert_eq!(psql(before.url(), "SELECT name, id FROM public.pet ORDER BY id"), "tom|1\ntim|2\n");
    }
}
