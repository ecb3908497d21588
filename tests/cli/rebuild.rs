//! Tables whose rows are divided in another way keep them, whoever may see them.

use super::Project;
use super::support::{self, dbtool_in, psql, server};

const WHOLE: &str = "\
tables:
  visits:
    columns:
      id: {type: bigint, not_null: true, identity: always}
      day: {type: date, not_null: true}
      note: text
      spare: integer
    row_security: true
    force_row_security: true
    policies:
      own: {using: id > 1}
";

const DIVIDED: &str = "\
tables:
  visits:
    columns:
      id: {type: bigint, not_null: true, identity: always}
      day: {type: date, not_null: true}
      note: text
    partition_by: RANGE (day)
    row_security: true
    force_row_security: true
    policies:
      own: {using: id > 1}
  visits_old:
    partition_of: {table: visits, values: FROM (MINVALUE) TO ('2026-01-01')}
  visits_new:
    partition_of: {table: visits, values: DEFAULT}
";

#[test]
fn rows_that_their_owner_may_not_see_are_divided_anew() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let database = server.database();
    let role = format!("owner_{}", database.name().replace('-', "_"));
    let make = format!("CREATE ROLE \"{role}\" LOGIN PASSWORD 'pw'; ALTER SCHEMA public OWNER TO \"{role}\"");
    psql(database.url(), &format!("{make}; GRANT CREATE ON DATABASE \"{}\" TO \"{role}\"", database.name()));
    let (scheme, rest) = database.url().split_once("://").expect("a URL has a scheme");
    let url = format!("{scheme}://{role}:pw@{}", rest.split_once('@').map_or(rest, |(_, tail)| tail));
    let project = Project::new(&[("whole.yaml", WHOLE), ("divided.yaml", DIVIDED)]);
    let scratch = server.url();
    let run = |words: &[&str]| project.dbtool(&[words, &["--url", &url, "--scratch-url", &scratch]].concat());
    run(&["apply", "--model", "whole.yaml", "--yes"]).ok();
    let fill = "INSERT INTO visits (day, note) VALUES ('2025-05-05', 'a'), ('2026-05-05', 'b'), ('2026-06-06', 'c')";
    psql(database.url(), fill);
    assert_eq!(psql(&url, "SELECT count(*) FROM visits").trim(), "2", "the owner sees what the policy lets it");

    let refused = run(&["apply", "--model", "divided.yaml", "--yes"]).failed(3);
    assert!(refused.contains("the column public.visits.spare is dropped with all its values"), "{refused}");
    run(&["apply", "--model", "divided.yaml", "--yes", "--allow", "table:public.visits"]).ok();
    let rows = "SELECT string_agg(id || note || tableoid::regclass, ' ' ORDER BY id) FROM visits";
    assert_eq!(psql(database.url(), rows).trim(), "1avisits_old 2bvisits_new 3cvisits_new");
    assert_eq!(run(&["diff", "--model", "divided.yaml", "--exit-code"]).ok(), "");
    psql(database.url(), "INSERT INTO visits (day, note) VALUES ('2026-07-07', 'd')");
    run(&["apply", "--model", "whole.yaml", "--yes"]).ok();
    let rows = "SELECT string_agg(id || note, ' ' ORDER BY id) FROM visits";
    assert_eq!(psql(database.url(), rows).trim(), "1a 2b 3c 4d", "numbers go on");
    let left = "SELECT count(*) FROM pg_namespace WHERE nspname ~ 'aside'";
    assert_eq!(psql(database.url(), left).trim(), "0");
    psql(
        database.url(),
        &format!("REASSIGN OWNED BY \"{role}\" TO CURRENT_USER; DROP OWNED BY \"{role}\"; DROP ROLE \"{role}\""),
    );
}

#[test]
fn a_computed_column_is_computed_otherwise_in_place() {
    let Some(server) = server(Some(18)) else { return support::skip("no server of PostgreSQL 18") };
    let (database, model) = (server.database(), |expression: &str| {
        format!("tables:\n  t:\n    columns: {{a: integer, c: {{type: integer, generated: {expression}}}}}\n")
    });
    let project = Project::new(&[("old.yaml", &model("a + 1")), ("new.yaml", &model("a + 2"))]);
    let run = |words: &[&str]| dbtool_in(project.path(), &[words, &["--url", database.url()]].concat(), &[]).ok();
    run(&["apply", "--model", "old.yaml", "--yes"]);
    psql(database.url(), "INSERT INTO t VALUES (1)");
    let plan = run(&["diff", "--model", "new.yaml", "--format", "sql"]);
    assert!(plan.contains("ALTER COLUMN c SET EXPRESSION AS (a + 2)") && !plan.contains("DROP"), "{plan}");
    let told = run(&["diff", "--model", "new.yaml", "--prove", "--format", "json"]);
    assert!(told.contains("REWRITES_TABLE") && told.contains("\"rewritten\":true"), "{told}");
    run(&["apply", "--model", "new.yaml", "--yes"]);
    assert_eq!(run(&["diff", "--model", "new.yaml"]), "");
}
