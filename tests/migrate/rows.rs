//! Migrations proved on rows: what is put in, what is caught, what is let pass for a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dbtool::migrate::{self, draft};

use super::author::{Server, clock, yaml};
use super::files::{folder, write};
use super::server::{Database, read};

/// Tables whose rows are not easily made.
const TABLES: &str = "
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE pair AS (a int, b text);
CREATE TYPE floats AS RANGE (subtype = float8);
CREATE DOMAIN code AS text CHECK (VALUE ~ '^[A-Z]{2}-[0-9]+$');
CREATE DOMAIN positive AS int CHECK (VALUE > 100) NOT NULL;
CREATE TABLE kinds (
    a bool NOT NULL, b smallint NOT NULL, c numeric(2, 2) NOT NULL, d float4 NOT NULL, e char(2) NOT NULL,
    f bytea NOT NULL, g json NOT NULL, h xml NOT NULL, i inet NOT NULL, j macaddr8 NOT NULL, k bit(3) NOT NULL,
    l money NOT NULL, m point NOT NULL, n line NOT NULL, o box NOT NULL, p path NOT NULL, q circle NOT NULL,
    r tsvector NOT NULL, s tsquery NOT NULL, t int4range NOT NULL, u floats NOT NULL, v mood[] NOT NULL,
    w pair NOT NULL, x pair[] NOT NULL, y code NOT NULL, z positive, aa interval NOT NULL, ab timetz NOT NULL,
    ac uuid NOT NULL, ad oid NOT NULL, ae pg_lsn NOT NULL, af int GENERATED ALWAYS AS (b + 1) STORED
);
CREATE TABLE parent (id int PRIMARY KEY, other text NOT NULL, UNIQUE (id, other));
CREATE TABLE child (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent int NOT NULL, other text,
    boss int NOT NULL REFERENCES child,
    status varchar(10) NOT NULL CHECK (status IN ('open', 'shut')),
    size int NOT NULL CHECK (size BETWEEN 1000 AND 1002),
    since date, until date, CHECK (since < until),
    email text NOT NULL CHECK (email ~* '^[^@]+@example[.]org$') UNIQUE,
    one int, two int, CHECK (num_nonnulls(one, two) = 1),
    during tstzrange NOT NULL, EXCLUDE USING gist (during WITH &&),
    FOREIGN KEY (parent, other) REFERENCES parent (id, other),
    FOREIGN KEY (parent) REFERENCES parent
);
CREATE TABLE first (id int PRIMARY KEY, second int);
CREATE TABLE second (id int PRIMARY KEY, first int NOT NULL REFERENCES first);
ALTER TABLE first ADD FOREIGN KEY (second) REFERENCES second;
CREATE TABLE parted (at date NOT NULL, region text NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE parted_may PARTITION OF parted FOR VALUES FROM ('2021-05-01') TO ('2021-06-01') PARTITION BY LIST (region);
CREATE TABLE parted_may_eu PARTITION OF parted_may FOR VALUES IN ('eu', 'uk');
CREATE TABLE \"Odd name\" (\"order\" int, \"a\"\"b\" text);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON \"Odd name\" FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TABLE never (a int NOT NULL CHECK (a * a = -1));
CREATE TABLE below (never int);
CREATE TABLE nowhere (a int) PARTITION BY LIST (a);
CREATE TABLE bystander (a int);
";

fn words(text: &str) -> BTreeSet<String> {
    migrate::script::words(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sort_of_table_takes_rows_or_is_named() {
    let database = Database::new();
    database.execute(TABLES).await;
    let mut connection = database.connect().await;
    let all = words("kinds child first second parted \"Odd name\" never nowhere");
    let seeded = connection.seed(&all, None, &BTreeMap::new()).await.unwrap();
    let held: BTreeMap<&str, u64> = seeded.tables.values().map(|(name, count)| (name.as_str(), *count)).collect();
    let wanted = [
        ("public.\"Odd name\"", 3),
        ("public.child", 3),
        ("public.first", 3),
        ("public.kinds", 3),
        ("public.parent", 3),
        ("public.parted", 3),
        ("public.second", 3),
    ];
    assert_eq!(held, BTreeMap::from(wanted), "{seeded:?}");
    let bare: Vec<&str> = seeded.bare.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(bare, ["public.never", "public.nowhere"]);
    assert!(seeded.bare[0].1.contains("never_a_check") && seeded.bare[1].1.contains("no partition"), "{seeded:?}");
    // NULLs are among them, and what only refers is there along with what it refers to.
    assert_eq!(database.text("SELECT count(*)::text FROM child WHERE since IS NULL OR until IS NULL").await, "1");
    assert_eq!(database.text("SELECT count(*)::text FROM bystander").await, "0");
    assert_eq!(database.text("SELECT (count(DISTINCT parent) > 1)::text FROM child").await, "true");
    // Names of indexes, constraints and types lead to their tables.
    for word in ["child_email_key", "never_a_check", "mood"] {
        assert!(connection.knows(&words(word)).await.unwrap(), "{word}");
    }
    assert!(!connection.knows(&words("SELECT nothing")).await.unwrap());
    connection.close().await;
}

const FIRST: (&str, &str) = (
    "1_a.up.sql",
    "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, note text);
     CREATE TABLE pets (owner int NOT NULL REFERENCES users ON DELETE CASCADE);",
);

/// What is wrong with a second migration on rows, as text.
async fn second(up: &str, down: &str) -> Vec<String> {
    let server = Server::new().await;
    let folder = folder(&[FIRST, ("1_a.down.sql", "DROP TABLE pets; DROP TABLE users;")]);
    write(folder.path(), "2_b.up.sql", up);
    write(folder.path(), "2_b.down.sql", down);
    let check = server.check(folder.path(), None).await;
    assert!(check.migrations.iter().all(|it| it.problem.is_none()), "{:?}", check.faults());
    assert_eq!(check.is_clean(), check.faults().is_empty());
    let rows = check.migrations[1].rows.as_ref().unwrap();
    assert!(rows.tables.iter().any(|(name, count)| name == "public.users" && *count == 3), "{rows:?}");
    check.faults().iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_loses_rows_is_caught() {
    let lost = second("DELETE FROM users WHERE note IS NULL", "").await;
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert!(lost[0].contains("2_b.up.sql:1:1: migration 2 b loses data that the schema has a place for"), "{lost:?}");
    assert!(lost[0].contains("1 of 3 rows of public.users are gone"), "{lost:?}");
    assert!(lost[0].contains("of 3 rows of public.pets are gone"), "{lost:?}");
    // A table that is made anew under the same name.
    let anew = "CREATE TABLE n (id int PRIMARY KEY, name text NOT NULL, note text); ALTER TABLE pets DROP CONSTRAINT pets_owner_fkey; \
                DROP TABLE users; ALTER TABLE n RENAME TO users; ALTER INDEX n_pkey RENAME TO users_pkey;";
    let back = "ALTER TABLE pets ADD FOREIGN KEY (owner) REFERENCES users ON DELETE CASCADE NOT VALID; ALTER TABLE pets VALIDATE CONSTRAINT pets_owner_fkey";
    let lost = second(anew, back).await;
    assert!(lost[0].contains("3 of 3 rows of public.users are gone"), "{lost:?}");
    // The same that takes the rows along.
    let whole = anew.replace("DROP TABLE users", "INSERT INTO n SELECT * FROM users; DROP TABLE users");
    assert_eq!(second(&whole, back).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_change_unasked_are_caught() {
    let swapped =
        "DO $$ DECLARE u record; BEGIN EXECUTE 'UPDATE users SET ' || 'name = reverse(name) || ''x'''; END $$";
    let changed = second(swapped, "").await;
    assert!(changed[0].contains("3 of 3 values of public.users.name are others or NULL"), "{changed:?}");
    assert_eq!(second("UPDATE users SET name = upper(name) || 'x'", "").await, [""; 0]);
    // The trigger that nobody thought of.
    let touch = "ALTER TABLE users ADD at int; CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN NEW.note := 'touched'; RETURN NEW; END $$; CREATE TRIGGER touch BEFORE UPDATE ON users \
                 FOR EACH ROW EXECUTE FUNCTION touch(); UPDATE users SET at = 1;";
    let back = "DROP TRIGGER touch ON users; DROP FUNCTION touch; ALTER TABLE users DROP at";
    let changed = second(touch, back).await;
    assert!(changed[0].contains("values of public.users.note are others or NULL"), "{changed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_that_does_not_bring_back_is_caught() {
    let rename = "ALTER TABLE users RENAME note TO remark";
    let anew = "ALTER TABLE users DROP remark; ALTER TABLE users ADD note text";
    let lost = second(rename, anew).await;
    assert!(lost[0].contains("2_b.down.sql:1:1: the way back of 2 b does not bring back"), "{lost:?}");
    assert!(lost[0].contains("2 of 2 values of public.users.note"), "{lost:?}");
    assert_eq!(second(rename, "ALTER TABLE users RENAME remark TO note").await, [""; 0]);
    // What the way up gave up cannot come back: that is no fault of the way back.
    assert_eq!(second("ALTER TABLE users DROP note", "ALTER TABLE users ADD note text").await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_in_the_file_lets_it_pass() {
    let delete = "DELETE FROM users WHERE note IS NULL;";
    assert_eq!(
        second(&format!("-- dbtool: ignore-file DELETES_DATA: they never signed up\n{delete}"), "").await,
        [""; 0]
    );
    assert_eq!(second(&format!("-- dbtool: ignore DELETES_DATA: they never signed up\n{delete}"), "").await, [""; 0]);
    assert_eq!(second(&format!("-- dbtool: ignore-file DELETES_DATA\n{delete}"), "").await.len(), 1);
    assert_eq!(second(&format!("-- dbtool: ignore-file OTHER: reason\n{delete}"), "").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_depends_on_the_rows_is_told_and_proved_on_others() {
    let server = Server::new().await;
    let folder =
        folder(&[FIRST, ("2_b.up.sql", "ALTER TABLE users ALTER note SET NOT NULL, ADD CHECK (note LIKE 'z%')")]);
    write(
        folder.path(),
        "2_b.down.sql",
        "ALTER TABLE users ALTER note DROP NOT NULL, DROP CONSTRAINT users_note_check",
    );
    write(folder.path(), "3_c.up.sql", "ALTER TABLE users ADD born date NOT NULL");
    let check = server.check(folder.path(), None).await;
    assert!(check.is_clean(), "{:?}", check.faults());
    let lines = |index: usize| check.migrations[index].rows.as_ref().unwrap().lines().join("\n");
    assert!(lines(1).contains("proved on rows of public.pets (3), public.users (3)"), "{}", lines(1));
    assert!(lines(1).contains("depends on what the rows hold") && lines(1).contains("(SQLSTATE 23"), "{}", lines(1));
    // No row at all is taken there, and that is said too.
    assert!(lines(2).contains("not proved on rows of public.users: the migration takes none"), "{}", lines(2));
}

const MODEL: &str = "
enums: {mood: [sad, ok]}
tables:
  users:
    columns:
      id: {type: bigint, identity: always}
      name: {type: text, not_null: true}
      score: integer
      mood: mood
    primary_key: [id]
";

async fn write_next(server: &Server, path: &Path, model: &str, name: &str) -> Result<String, String> {
    let folder = migrate::files::read_or_empty(path).unwrap();
    let draft = draft(server.setting(), &folder, &yaml(model)).await.unwrap();
    let proved = draft.prove(name, clock()).await.map_err(|fault| fault.to_string())?;
    let paths = proved.write().unwrap();
    Ok(paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_migration_says_what_was_proved_and_what_does_not_come_back() {
    let server = Server::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let first = write_next(&server, path, MODEL, "first").await.unwrap();
    assert!(!first.contains("## Rows"), "{first}");
    let second = MODEL.replace("score: integer", "score: bigint").replace("      mood: mood\n", "");
    let text = write_next(&server, path, &second, "second").await.unwrap();
    assert!(text.contains("## Rows\n\n- proved on rows of public.users (3)\n"), "{text}");
    assert!(text.contains("-- does not bring back: the column public.users.mood is dropped"), "{text}");
    assert!(text.contains("-- loses: values of public.users.score may not fit"), "{text}");
    // A column comes back that must have a value: where there are rows it cannot.
    let third = second.replace("      name: {type: text, not_null: true}\n", "");
    let text = write_next(&server, path, &third, "third").await.unwrap();
    assert!(text.contains("-- fails on rows: "), "{text}");
    assert!(text.contains("- depends on what the rows hold: ") && text.contains("(SQLSTATE 23502)"), "{text}");
    let check = server.check(path, Some(&third)).await;
    assert!(check.is_clean(), "{:?}", check.faults());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_does_not_prove_is_not_written_and_reports_itself() {
    let server = Server::new().await;
    let folder = tempfile::tempdir().unwrap();
    // Whatever alters a table is refused by the schema itself.
    let model = format!(
        "{MODEL}functions:\n  refuse():\n    returns: event_trigger\n    language: plpgsql\n    body: |\n      BEGIN\n        RAISE EXCEPTION 'not here';\n      END\nevent_triggers:\n  refuse: {{event: ddl_command_end, function: refuse(), tags: [ALTER TABLE]}}\n"
    );
    write_next(&server, folder.path(), &model, "first").await.unwrap();
    let before = std::fs::read_dir(folder.path()).unwrap().count();
    let fault = write_next(&server, folder.path(), &model.replace("score: integer", "score: bigint"), "second").await;
    let report = fault.unwrap_err();
    for part in [
        "the plan fails on a scratch database",
        "bug report: from here",
        concat!("dbtool ", env!("CARGO_PKG_VERSION"), ", PostgreSQL "),
        "-      score: integer",
        "+      score: bigint",
        "ALTER TABLE public.users ALTER COLUMN score TYPE bigint",
        "bug report: to here",
        "please report it",
    ] {
        assert!(report.contains(part), "{part} in {report}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_that_says_it_is_none_refuses() {
    let folder = folder(&[FIRST, ("1_a.down.sql", "-- irreversible: the old system is gone\nSELECT 1")]);
    let database = Database::new();
    database.up(folder.path()).await.unwrap();
    let fault = database.down(folder.path(), migrate::Down::Steps(1)).await.unwrap_err();
    assert!(fault.message.contains("migration 1 a cannot be undone: the old system is gone"), "{fault}");
    assert_eq!(database.history().await, "1:true");
    let server = Server::new().await;
    let check = server.check(folder.path(), None).await;
    assert!(check.is_clean() && !check.migrations[0].reversible, "{:?}", check.faults());
    let files = read(folder.path());
    assert_eq!(files.migrations[0].down.as_ref().unwrap().irreversible(), Some("the old system is gone"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_that_no_server_knows_is_written_as_none() {
    let folder = folder(&[
        ("1_a.up.sql", "CREATE EXTENSION pg_trgm VERSION '1.3';\n"),
        ("1_a.down.sql", "DROP EXTENSION pg_trgm;\n"),
    ]);
    let server = Server::new().await;
    let written =
        server.new_migration(folder.path(), "extensions: {pg_trgm: {version: '1.6'}}\n", "newer").await.unwrap();
    assert_eq!(written.len(), 3, "{written:?}");
    let database = Database::new();
    database.up(folder.path()).await.unwrap();
    let fault = database.down(folder.path(), migrate::Down::Steps(1)).await.unwrap_err();
    assert!(fault.message.contains("cannot be undone") && fault.message.contains("newer versions"), "{fault}");
    assert_eq!(database.text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'").await, "1");
}
