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
