//! Tables that hold rows become partitions without being read under a lock that blocks others.

use super::Project;
use super::support::{self, psql, server};

const BEFORE: &str = "
CREATE TABLE public.days (id int, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE public.days_rest PARTITION OF public.days DEFAULT;
CREATE TABLE public.days_1 (id int, day date NOT NULL);
CREATE TABLE public.kinds (id int, kind varchar(9)) PARTITION BY LIST (kind);
CREATE TABLE public.kinds_ab (id int, kind varchar(9));
CREATE TABLE public.pairs (a int, b text) PARTITION BY RANGE (a, b);
CREATE TABLE public.pairs_1 (a int, b text);
INSERT INTO public.days_1 SELECT i, date '2026-01-01' + i FROM generate_series(0, 30) i;
INSERT INTO public.days_rest SELECT i, date '2026-05-01' + i FROM generate_series(0, 30) i;
INSERT INTO public.kinds_ab VALUES (1, 'a'), (2, 'b'), (3, NULL);
INSERT INTO public.pairs_1 VALUES (1, 'x');
";
const ATTACH: &str = "
ALTER TABLE public.days ATTACH PARTITION public.days_1 FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
ALTER TABLE public.kinds ATTACH PARTITION public.kinds_ab FOR VALUES IN ('a', 'b', NULL);
ALTER TABLE public.pairs ATTACH PARTITION public.pairs_1 FOR VALUES FROM (0, MINVALUE) TO (9, MINVALUE);
";

#[test]
fn a_table_with_rows_is_attached_by_its_proved_bound() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let (before, after) = (server.database(), server.database());
    psql(before.url(), BEFORE);
    psql(after.url(), BEFORE);
    psql(after.url(), ATTACH);
    let project = Project::new(&[]);
    let scratch = server.url();
    let run = |words: &[&str], url: &str| {
        project.dbtool(&[words, &["--url", url, "--model", "model.yaml", "--scratch-url", &scratch]].concat())
    };
    project.write("model.yaml", &run(&["inspect"], after.url()).ok());

    // What the server read while it attached, online and in one transaction.
    let read = |online: bool| {
        let mut words = vec!["diff", "--prove", "--format", "json"];
        words.extend((!online).then_some("--no-online"));
        let json: serde_json::Value = serde_json::from_str(&run(&words, before.url()).ok()).unwrap();
        let mut read: Vec<String> = Vec::new();
        for step in json["steps"].as_array().unwrap() {
            if step["sql"].as_str().unwrap().contains("ATTACH PARTITION") {
                let locks = step["locks"].as_array().unwrap();
                let whole = locks.iter().filter(|lock| lock["read"] == true);
                read.extend(whole.map(|lock| lock["relation"].as_str().unwrap().to_owned()));
            }
        }
        read.sort();
        read
    };
    let all = ["public.days_1", "public.days_rest", "public.kinds_ab", "public.pairs_1"];
    assert_eq!(read(false), all);
    // The server's word that a bound is implied is for a key of one column.
    assert_eq!(read(true), ["public.pairs_1"]);

    let sql = run(&["diff", "--format", "sql"], before.url()).ok();
    assert!(sql.contains("CHECK (day IS NOT NULL AND day >= '2026-01-01' AND day < '2026-02-01') NOT VALID"), "{sql}");
    assert!(sql.contains("CHECK (NOT (day IS NOT NULL AND day >= '2026-01-01' AND day < '2026-02-01'))"), "{sql}");
    assert!(sql.contains("reads and writes of public.pairs_1 wait while its rows are read"), "{sql}");
    run(&["apply", "--yes"], before.url()).ok();
    assert_eq!(run(&["diff", "--exit-code"], before.url()).ok(), "");
    assert_eq!(psql(before.url(), "SELECT count(*) FROM public.days"), "62\n");
    assert_eq!(psql(before.url(), "SELECT count(*) FROM pg_constraint WHERE conname LIKE '%dbtool%'"), "0\n");
}

const BOUNDS: &str = "
CREATE TABLE public.parts (a int) PARTITION BY LIST (a);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1, 2);
CREATE TABLE public.parts_3 PARTITION OF public.parts FOR VALUES IN (3);
";

#[test]
fn rows_are_never_out_of_their_table_while_bounds_change() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let (before, after) = (server.database(), server.database());
    psql(before.url(), BOUNDS);
    psql(before.url(), "INSERT INTO public.parts VALUES (1), (2), (3)");
    psql(after.url(), &BOUNDS.replace("(1, 2)", "(1)").replace("(3)", "(2, 3)"));
    let project = Project::new(&[]);
    let scratch = server.url();
    let run = |words: &[&str], url: &str| {
        project.dbtool(&[words, &["--url", url, "--model", "model.yaml", "--scratch-url", &scratch]].concat())
    };
    project.write("model.yaml", &run(&["inspect"], after.url()).ok());
    // Those that have a place are moved there, and all of it is one transaction.
    let sql = run(&["diff", "--format", "sql"], before.url()).ok();
    assert_eq!((sql.matches("BEGIN;").count(), sql.matches("ATTACH PARTITION").count()), (1, 2), "{sql}");
    assert!(sql.contains("WRITES_ROWS: the rows of public.parts_1 that belong to public.parts_3"), "{sql}");
    assert!(!sql.contains("FAILS_ON_ROWS"), "{sql}");
    run(&["apply", "--yes"], before.url()).ok();
    assert_eq!(
        psql(before.url(), "SELECT tableoid::regclass, a FROM public.parts ORDER BY a"),
        "parts_1|1\nparts_3|2\nparts_3|3\n"
    );
    assert_eq!(run(&["diff", "--exit-code"], before.url()).ok(), "");
    // What stops it is said where they have none.
    let narrowed = project.read("model.yaml").replace("IN (2, 3)", "IN (3)");
    project.write("model.yaml", &narrowed);
    let sql = run(&["diff", "--format", "sql"], before.url()).ok();
    assert!(sql.contains("FAILS_ON_ROWS: rows of public.parts_3 outside of its new bound stop the step"), "{sql}");
    let refused = run(&["apply", "--yes"], before.url()).failed(1);
    assert!(refused.contains("is violated by some row") && refused.contains("nothing was changed"), "{refused}");
    assert_eq!(psql(before.url(), "SELECT count(*) FROM public.parts"), "3\n");
    assert_eq!(psql(before.url(), "SELECT count(*) FROM pg_constraint WHERE conname LIKE '%dbtool%'"), "0\n");
    psql(before.url(), "DELETE FROM public.parts WHERE a = 2");
    run(&["apply", "--yes"], before.url()).ok();
    assert_eq!(run(&["diff", "--exit-code"], before.url()).ok(), "");
    assert_eq!(psql(before.url(), "SELECT count(*) FROM public.parts"), "2\n");
}
