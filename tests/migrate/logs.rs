//! `--log-format json`, progress, and that no secret is in any byte that is written.

use super::files::{folder, three, write};
use super::server::{Database, run};
use crate::support::{Project, Run, bare, block_on, dbtool, dbtool_in, run as run_program, skip};

#[test]
fn a_line_of_json_for_each_step() {
    let (database, folder) = (Database::new(), three());
    let (url, path) = (database.url(), folder.path());
    write(path, "4_bad.sql", "SELECT 1 / 0;");
    let said = run(&url, path, "up --log-format json").failed(1);
    let lines: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<String> =
        lines.iter().filter_map(|line| Some(format!("{} {}", line["event"].as_str()?, line["version"]))).collect();
    let wanted = ["begun 1", "applied 1", "begun 2", "applied 2", "begun 3", "applied 3", "begun 4"];
    assert_eq!(events, wanted, "{said}");
    assert!(lines[1]["elapsed_ms"].is_u64() && lines[1]["name"] == "add users" && lines[0]["transactional"] == true);
    let last = lines.last().unwrap();
    assert_eq!(last["level"], "error");
    assert!(last["message"].as_str().unwrap().contains("division by zero"), "{last}");
    let time = last["time"].as_str().unwrap();
    assert!(time.len() == 24 && time.starts_with("20") && time.ends_with('Z'), "{time}");
}

/// Plain lines where there is no terminal, with the server's own figures.
#[test]
fn an_index_that_takes_long_tells_how_far_it_is() {
    let database = Database::new();
    block_on(database.execute(
        "CREATE TABLE t (a int); INSERT INTO t SELECT g FROM generate_series(1, 9000) g;
         CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.0007); RETURN $1; END $$",
    ));
    let folder = folder(&[("1_i.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (slow(a));")]);
    let told = run(&database.url(), folder.path(), "up");
    assert!(told.stderr.contains("building index: scanning table"), "{}", told.stderr);
    told.ok();
}

/// On a terminal there is a bar, which goes when the step is done.
#[test]
fn a_terminal_is_shown_a_bar() {
    if std::process::Command::new("script").arg("--version").output().is_err() {
        return skip("no `script` (Debian: apt-get install bsdutils): what a terminal is shown was not looked at");
    }
    let database = Database::new();
    block_on(database.execute(
        "CREATE TABLE t (a int); INSERT INTO t SELECT g FROM generate_series(1, 9000) g;
         CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.0003); RETURN $1; END $$",
    ));
    let folder = folder(&[("1_i.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (slow(a));")]);
    let program = env!("CARGO_BIN_EXE_dbtool");
    let words = format!("'{program}' migrate up --url '{}' --migrations '{}'", database.url(), folder.path().display());
    let mut command = std::process::Command::new("script");
    bare(&mut command);
    let told = run_program(command.args(["-qec", &words, "/dev/null"]).stdin(std::process::Stdio::null()));
    let text = told.ok();
    assert!(text.contains("\r\u{1b}[2K[") && text.contains("] building index: scanning table "), "{text:?}");
    assert!(text.matches("\r\u{1b}[2K[=").count() > 1 && text.contains("\r\u{1b}[2Kapplied 1 i ("), "{text:?}");
}

/// Where the server has no sum, the rows that are there.
#[test]
fn a_copy_that_takes_long_tells_how_far_it_is() {
    let database = Database::new();
    block_on(database.execute(
        "CREATE TABLE t (a int);
         CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.001); RETURN NEW; END $$;
         CREATE TRIGGER slow BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION slow()",
    ));
    let folder = folder(&[("1_c.sql", "COPY t FROM PROGRAM 'seq 1 6000';")]);
    let told = run(&database.url(), folder.path(), "up");
    assert!(told.stderr.contains("copying rows"), "{}", told.stderr);
    told.ok();
}

/// One that is rewritten has its indexes built anew, of which this one is slow.
#[test]
fn a_table_that_is_rewritten_tells_how_far_it_is() {
    let function = "CREATE OR REPLACE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS";
    let database = Database::new();
    block_on(database.execute(&format!(
        "CREATE TABLE t (a int); INSERT INTO t SELECT g FROM generate_series(1, 4000) g;
         {function} $$ BEGIN RETURN $1; END $$; CREATE INDEX i ON t (slow(a));
         {function} $$ BEGIN PERFORM pg_sleep(0.0015); RETURN $1; END $$",
    )));
    for (file, text, shown) in [
        ("1_v.sql", "-- no-transaction\nVACUUM FULL t;", "vacuum full: rebuilding index"),
        ("2_c.sql", "CLUSTER t USING i;", "cluster: rebuilding index"),
    ] {
        let folder = folder(&[(file, text)]);
        let told = run(&database.url(), folder.path(), "up");
        assert!(told.stderr.contains(shown), "{}", told.stderr);
        told.ok();
        block_on(database.execute("DROP TABLE _sqlx_migrations"));
    }
}

#[test]
fn a_secret_is_in_no_byte_that_is_written() {
    const CANARY: &str = "canary-7f3a%40";
    const PLAIN: &str = "canary-7f3a@";
    let database = Database::new();
    // The server asks for no password, so that one that is given is only carried along.
    let (scheme, rest) = database.url().split_once("://").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let secret = format!("{scheme}://{}", rest.replacen('@', &format!(":{CANARY}@"), 1));
    assert!(secret.contains(CANARY));
    let nowhere = format!("postgresql://u:{CANARY}@127.0.0.1:1/x");
    let project = Project::new(&[
        (
            "dbtool.yaml",
            "targets:\n  app: {engine: postgresql, url: \"${APP_URL}\", migrations: m, model: model.yaml}\n  many: {engine: postgresql, urls: [\"${APP_URL}\"], migrations: m}\n  asked: {engine: postgresql, urls_from: {url: \"${APP_URL}\", query: \"SELECT current_setting('app.secret')\"}, migrations: m}\n",
        ),
        ("model.yaml", "tables: {a: {columns: {id: int}}}\n"),
        ("m/1_a.up.sql", "CREATE TABLE a (id int);\n"),
        ("m/1_a.down.sql", "DROP TABLE a;\n"),
        ("m/2_b.up.sql", "CREATE TABLE b (id int);\n"),
        ("f/1_a.sql", "-- +goose Up\nCREATE TABLE a (id int);\n"),
    ]);
    block_on(database.execute(&format!("ALTER DATABASE {} SET app.secret = '{PLAIN}'", database.name)));
    let mut all = String::new();
    let mut keep = |run: Run| {
        all.push_str(&run.stdout);
        all.push_str(&run.stderr);
    };
    for url in [&secret, &nowhere] {
        for line in [
            "migrate up app --to 1 -v",
            "migrate up many -v --log-format json --format json",
            "migrate status asked",
            "migrate status app --format json",
            "migrate status many",
            "migrate down app --steps 9 -v",
            "migrate up app --log-format json",
            "migrate repair app 1 --reason x",
            "migrate squash app --to 2 --dry-run",
            "migrate import app f --from goose --dry-run",
            "migrate baseline app",
            "migrate new app more",
            "diff app --format json",
            "diff many",
            "inspect app",
            "apply app --yes -v",
            "db url app",
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            keep(dbtool_in(project.path(), &words, &[("APP_URL", url)]));
        }
        keep(dbtool(&["migrate", "status", "--url", url, "--migrations", "nowhere"]));
        keep(dbtool(&["migrate", "up", &format!("{url}?sslmode=nonsense")]));
        keep(dbtool(&["diff", "--url", &format!("{url}&&bad=%zz"), "--model", "x"]));
        keep(dbtool(&["migrate", "up", "--config", url]));
    }
    assert!(all.len() > 2000, "the commands say something");
    // What the project and the database hold now.
    let mut open = vec![project.path().to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                all.push_str(&String::from_utf8_lossy(&std::fs::read(&path).unwrap()));
            }
        }
    }
    all.push_str(&block_on(database.text("SELECT coalesce(string_agg(m::text, ' '), '') FROM _sqlx_migrations m")));
    let found = all.lines().find(|line| line.contains("canary-7f3a"));
    assert_eq!(found, None);
}

/// With the feature `otel` a collector is told of the run and its migrations.
#[cfg(feature = "otel")]
#[test]
fn a_collector_is_told_of_every_migration() {
    use std::io::{Read as _, Write as _};
    let (database, folder) = (Database::new(), three());
    write(folder.path(), "4_bad.sql", "SELECT 1 / 0;");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let collector = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut text = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let length = stream.read(&mut buffer).unwrap();
            text.extend(&buffer[..length]);
            let said = String::from_utf8_lossy(&text).into_owned();
            let Some((head, body)) = said.split_once("\r\n\r\n") else { continue };
            let wanted = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if wanted.unwrap().parse::<usize>().unwrap() == body.len() {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").unwrap();
                return (head.to_owned(), serde_json::from_str::<serde_json::Value>(body).unwrap());
            }
        }
    });
    let (url, path) = (database.url(), folder.path().display().to_string());
    let words = ["migrate", "up", "--url", &url, "--migrations", &path];
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", address.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=abc"),
        ("TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ];
    dbtool_in(std::path::Path::new("."), &words, &environment).failed(1);
    let (head, body) = collector.join().unwrap();
    assert!(head.starts_with("POST /v1/traces ") && head.to_ascii_lowercase().contains("x-key: abc"), "{head}");
    let spans = body["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().unwrap();
    let told: Vec<String> =
        spans.iter().map(|it| format!("{} {}", it["name"].as_str().unwrap(), it["status"]["code"])).collect();
    assert_eq!(
        told,
        ["dbtool 2", "migrate up 1 add users 1", "migrate up 2 index 1", "migrate up 3 more 1", "migrate up 4 bad 2"]
    );
    assert!(spans.iter().all(|it| it["traceId"] == "0af7651916cd43dd8448eb211c80319c"));
    assert_eq!(spans[0]["parentSpanId"], "b7ad6b7169203331");
    assert_eq!(spans[1]["parentSpanId"], spans[0]["spanId"]);
    assert!(!body.to_string().contains(&url));
}
