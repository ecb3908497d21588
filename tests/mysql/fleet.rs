//! One target that is many databases, by a pattern and by a query: all at once, the first alone, on from where it
//! stopped, and looked at for drift.

use libtest_mimic::Failed;

use super::support::{Flavour, MysqlServer, Project, mysql};
use super::went;

/// How many databases there are.
const MANY: usize = 12;

fn name(number: usize) -> String {
    format!("fleet_{number:02}")
}

fn project(more: &str) -> Project {
    let config =
        format!("targets:\n  app:\n    engine: mysql\n    model: model.yaml\n    migrations: migrations\n{more}");
    Project::new(&[
        ("dbtool.yaml", &config),
        ("model.yaml", "tables: {users: {columns: {id: int}}}\n"),
        ("migrations/1_users.up.sql", "CREATE TABLE users (id int);\n"),
    ])
}

/// In how many of them the migration has run.
fn done(server: &MysqlServer) -> usize {
    let query = "SELECT TABLE_SCHEMA FROM information_schema.TABLES \
                 WHERE TABLE_SCHEMA LIKE 'fleet\\_%' AND TABLE_NAME = '_sqlx_migrations'";
    let with_history = server.texts("mysql", query);
    let ran =
        |name: &&String| server.texts(name, "SELECT CONCAT(version) FROM _sqlx_migrations WHERE success").len() == 1;
    with_history.iter().filter(ran).count()
}

fn summary(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

pub fn fleet(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    for number in 0..MANY {
        server.database(&name(number), "");
    }
    let by_pattern = project(&format!("    url: '{}'\n    databases: fleet_*\n", server.url(&name(0))));

    // By a query: the first fails, and no other is touched; then two of the others do, and it stops there.
    let rows: Vec<String> =
        (0..MANY).map(|number| format!("('t{number:02}', '{}')", server.url(&name(number)))).collect();
    let control =
        format!("CREATE TABLE tenants (name varchar(9), url text); INSERT INTO tenants VALUES {}", rows.join(","));
    let control = server.database("control_of_fleet", &control);
    let by_query = project(&format!(
        "    urls_from: {{url: '{control}', query: 'SELECT url, name FROM tenants ORDER BY name'}}\n"
    ));
    server.run(&name(0), "CREATE TABLE users (a int)");
    let told = by_query.dbtool(&["migrate", "up", "--format", "json"]);
    let counts = summary(&told.stdout);
    assert_eq!(
        (told.code, &counts["failed"], &counts["skipped"]),
        (Some(1), &1.into(), &(MANY - 1).into()),
        "{counts}"
    );
    assert_eq!(done(server), 0);
    server.run(&name(0), "DROP TABLE users");
    for number in [2, 3] {
        server.run(&name(number), "CREATE TABLE users (a int)");
    }
    let words = ["migrate", "up", "--jobs", "1", "--format", "json", "--max-failures", "2"];
    let told = by_query.dbtool(&words);
    let counts = summary(&told.stdout);
    assert_eq!(
        (told.code, &counts["failed"], &counts["skipped"]),
        (Some(1), &2.into(), &(MANY - 4).into()),
        "{counts}"
    );
    assert_eq!(done(server), 2);

    // By a pattern: what is left is done, some at once, and nothing is done twice.
    for number in [2, 3] {
        server.run(&name(number), "DROP TABLE users");
    }
    let up = ["migrate", "up", "--jobs", "4", "--format", "json"];
    let counts = summary(&went(by_pattern.dbtool(&up), "migrate up")?);
    assert_eq!((&counts["databases"], &counts["done"]), (&MANY.into(), &MANY.into()), "{counts}");
    assert_eq!(done(server), MANY);
    let again = summary(&went(by_pattern.dbtool(&up), "migrate up")?);
    let targets = again["targets"].as_array().unwrap();
    assert!(targets.iter().all(|target| target["migrations"] == serde_json::json!([])), "{again}");

    // All are as the model says, but for the one that is not.
    went(by_pattern.dbtool(&["diff", "--exit-code"]), "diff")?;
    server.run(&name(7), "ALTER TABLE users ADD COLUMN more int");
    let found = by_pattern.dbtool(&["diff", "--exit-code"]);
    assert_eq!(found.code, Some(2), "{}", found.stderr);
    assert!(found.stdout.contains("app[fleet_07]  differs"), "{}", found.stdout);
    assert_eq!(found.stdout.matches("differs").count(), 1, "{}", found.stdout);
    Ok(())
}
