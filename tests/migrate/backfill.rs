//! Migrations that fill a table by batches: each row once, whatever kills the run, and by sqlx at once.

use sqlx::Connection as _;

use super::files::{folder, write};
use super::server::{Database, run};
use crate::support::{Flavour, Ground, block_on, kills, mysql};

/// A table of 2,600 rows that counts how often each was changed and in which transactions, filled by fifties.
const COUNTED: &str = "CREATE TABLE t (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0);\n\
    INSERT INTO t (id) SELECT g * 3 FROM generate_series(1, 2600) g;\n\
    CREATE TABLE seen (tx bigint);\n\
    CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (txid_current()); RETURN NULL; END $$;\n\
    CREATE TRIGGER see AFTER UPDATE ON t FOR EACH STATEMENT EXECUTE FUNCTION see();\n";
const FILL: &str =
    "-- dbtool: backfill=t(id), batch=50, pause=1ms\nUPDATE t SET n = n + 1 WHERE n < 9 /* dbtool: batch */;\n";

#[test]
fn a_run_that_is_killed_fills_each_row_once() {
    let folder = folder(&[("1_t.sql", COUNTED), ("2_fill.sql", FILL), ("3_u.sql", "CREATE TABLE u ();")]);
    kills(folder.path(), 10, &mut || {
        let database = Database::new();
        let state = "SELECT (SELECT count(*) || ' ' || min(n) || ' ' || max(n) FROM t) || ' ' || \
            (SELECT count(*) || ' ' || count(DISTINCT tx) FROM seen) || ' ' || (SELECT count(*) FROM _dbtool_backfills) || ' ' || \
            (SELECT string_agg(version || ':' || success, ',' ORDER BY version) FROM _sqlx_migrations)";
        let url = database.url();
        let state = move || {
            let found = block_on(database.text(state));
            assert_eq!(found, "2600 1 1 52 52 0 1:true,2:true,3:true");
            found
        };
        Ground { url, state: Box::new(state), lapse: Box::new(|| ()) }
    });
}

#[test]
fn mysql_fills_each_row_once_by_keys_of_any_sort() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        let numbers = "WITH RECURSIVE g(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM g WHERE x < 560)";
        let mut texts = Vec::new();
        for (table, kind, value) in [
            // Beyond what a double holds.
            ("a", "bigint", "9007199254740993 + x"),
            ("b", "varchar(40)", r"CONCAT(CHAR(65 + x % 50), '''\\', x)"),
            ("c", "binary(16)", "UNHEX(MD5(x))"),
            ("d", "datetime", "TIMESTAMPADD(HOUR, x, '2026-01-01')"),
        ] {
            texts.push(format!(
                "CREATE TABLE {table} (id {kind} PRIMARY KEY, n int NOT NULL DEFAULT 0);\nINSERT INTO {table} (id) {numbers} SELECT {value} FROM g;\n"
            ));
            texts.push(format!(
                "-- dbtool: backfill={table}(id), batch=40\nUPDATE {table} AS t SET n = n + 1 WHERE true /* dbtool: batch t.id */;\n"
            ));
        }
        let folder = folder(&[]);
        for (index, text) in texts.iter().enumerate() {
            write(folder.path(), &format!("{}_m.sql", index + 1), text);
        }
        let name = format!("fills_{}", flavour.name());
        kills(folder.path(), 6, &mut || {
            let url = server.database(&name, "");
            let (url_again, name) = (url.clone(), name.clone());
            let state = move || {
                let counted = block_on(async {
                    let mut session = dbtool::engine::Connection::open(&url_again).await.unwrap();
                    let each = |table| format!("SELECT COUNT(*), MIN(n), MAX(n) FROM {table}");
                    let all = ["a", "b", "c", "d"].map(each).join(" UNION ALL ");
                    let rows = session.rows(&all).await.unwrap();
                    session.close().await;
                    rows
                });
                let counted: Vec<String> =
                    counted.iter().map(|row| [0, 1, 2].map(|at| row.text(at).unwrap().to_owned()).join(" ")).collect();
                assert_eq!(counted, ["560 1 1"; 4], "{name}");
                counted.join(",")
            };
            Ground { url, state: Box::new(state), lapse: Box::new(|| ()) }
        });
    }
}

#[test]
fn what_fails_half_way_goes_on_there() {
    let (database, folder) = (Database::new(), folder(&[("1_t.sql", COUNTED)]));
    let (url, path) = (database.url(), folder.path());
    run(&url, path, "up").ok();
    let bad = "-- dbtool: backfill=public.t(id), batch=100\nUPDATE t SET n = n + 1 / (t.id - 1500) + 1 WHERE true /* dbtool: batch t.id */";
    write(path, "2_fill.sql", bad);
    let said = run(&url, path, "up").failed(1);
    assert!(said.contains("2_fill.sql:2:1") && said.contains("division by zero"), "{said}");
    assert!(said.contains("the first 4 batches are done, and noted"), "{said}");
    assert!(run(&url, path, "status").ok().contains("unfinished"));
    // What came meanwhile is beyond the end that there was.
    block_on(database.execute("DELETE FROM t WHERE id = 1500; INSERT INTO t VALUES (99999, 0)"));
    run(&url, path, "up").ok();
    assert_eq!(block_on(database.text("SELECT n || ' ' || count(*) FROM t GROUP BY n ORDER BY n")), "0 1,1 2599");
    assert_eq!(block_on(database.history()), "1:true,2:true");
    // One that fails at once leaves nothing, and neither does one whose key is no key.
    for (text, wanted) in [
        ("-- dbtool: backfill=t(id)\nUPDATE t SET n = 1 / 0 WHERE true /* dbtool: batch */", "division by zero"),
        ("-- dbtool: backfill=v(id)\nUPDATE v SET n = 1 WHERE true /* dbtool: batch */", "holds NULL"),
        (
            "-- dbtool: backfill=t(id)\nUPDATE t SET n = 1 WHERE true /* dbtool: batch */; SELECT 1",
            "more than one statement",
        ),
    ] {
        block_on(database.execute("CREATE TABLE IF NOT EXISTS v (id int, n int); INSERT INTO v VALUES (NULL, 0)"));
        write(path, "3_bad.sql", text);
        let said = run(&url, path, "up").failed(1);
        assert!(said.contains("3_bad.sql:") && said.contains(wanted), "{said}");
        assert_eq!(block_on(database.history()), "1:true,2:true");
    }
    // Nothing of it is drift.
    std::fs::remove_file(path.join("3_bad.sql")).unwrap();
    assert!(!crate::support::dbtool(&["inspect", "--url", &url]).ok().contains("_dbtool_backfills"));
}

/// For sqlx the mark is a comment, and the file does all at once.
#[tokio::test]
async fn sqlx_fills_at_once() {
    let (database, folder) = (Database::new(), folder(&[("1_t.sql", COUNTED), ("2_fill.sql", FILL)]));
    let migrator = sqlx::migrate::Migrator::new(folder.path()).await.unwrap();
    let mut session = sqlx::PgConnection::connect(&database.url()).await.unwrap();
    migrator.run(&mut session).await.unwrap();
    session.close().await.unwrap();
    assert_eq!(database.text("SELECT count(*) || ' ' || max(n) FROM t").await, "2600 1");
    assert_eq!(database.text("SELECT count(*)::text FROM seen").await, "1");
    database.up(folder.path()).await.unwrap();
    assert_eq!(database.text("SELECT max(n)::text FROM t").await, "1");
}

/// What MySQL means by backticks, `#` and backslashes is what it is read for.
#[test]
fn mysql_s_own_quotes_and_comments_are_read() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        let name = format!("quoted_{}", flavour.name());
        let table = "CREATE TABLE t (id int PRIMARY KEY, `or` int, s text);\n\
                     INSERT INTO t VALUES (1, 1, ''), (2, 1, ''), (3, 0, ''), (4, 1, '');\n";
        let fill = "-- dbtool: backfill=t(id), batch=2\n# this or that; and 'more\n\
                    UPDATE t SET s = 'it\\'s ( or' # or\nWHERE `or` = 1 /* dbtool: batch */;\n";
        let migrations = folder(&[("1_t.sql", table), ("2_fill.sql", fill)]);
        let url = server.database(&name, "");
        run(&url, migrations.path(), "up").ok();
        let rows = server.texts(&name, "SELECT GROUP_CONCAT(id ORDER BY id) FROM t WHERE s = 'it\\'s ( or'");
        assert_eq!(rows, ["1,2,4"], "{name}");

        // What stands outside of parentheses after such a literal is seen.
        let wide =
            "-- dbtool: backfill=t(id)\nUPDATE t SET s = 'it\\'s (' WHERE id = 1 OR `or` = 0 /* dbtool: batch */;\n";
        write(migrations.path(), "3_wide.sql", wide);
        let said = run(&url, migrations.path(), "up").failed(1);
        assert!(said.contains("3_wide.sql:2:") && said.contains("OR stands outside of parentheses"), "{said}");
    }
}

/// What the README shows runs, without sqlx's help and with it.
#[test]
fn the_readme_s_example_runs() {
    let readme = include_str!("../../README.md");
    let start = readme.find("```sql\n-- dbtool: backfill=").unwrap() + "```sql\n".len();
    let sql = readme[start..].split("```").next().unwrap();
    let (database, folder) = (Database::new(), folder(&[("2_fill.sql", sql)]));
    let table = "CREATE TABLE orders (id int PRIMARY KEY, price int, amount int, total int);\n\
        INSERT INTO orders SELECT g, g, 2 FROM generate_series(1, 2500) g;\n";
    write(folder.path(), "1_t.sql", table);
    let hook = sql.split("after=").nth(1).unwrap().split_whitespace().next().unwrap();
    std::fs::create_dir(folder.path().join("hooks")).unwrap();
    write(folder.path(), hook, "-- no-transaction\nVACUUM ANALYZE orders;\n");
    let told = run(&database.url(), folder.path(), "up --log-format json");
    assert_eq!(told.stderr.matches("\"event\":\"batch\"").count(), 3, "{}", told.stderr);
    told.ok();
    assert_eq!(block_on(database.text("SELECT count(*)::text FROM orders WHERE total = price * 2")), "2500");
    assert_eq!(
        block_on(
            database.text("SELECT (last_analyze IS NOT NULL)::text FROM pg_stat_user_tables WHERE relname = 'orders'")
        ),
        "true"
    );
}
