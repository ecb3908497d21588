//! MySQL and MariaDB: transitions that were collected in the field, each both ways, and the system of
//! seed 004 end to end. What the server shows of both sides must be equal to the letter.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::path::Path;

use libtest_mimic::{Arguments, Failed, Trial};
use support::{Flavour, MysqlServer, Run, dbtool_in, mysql};

/// One of how many cases runs, where not all are asked for.
const SAMPLE: usize = 8;

fn main() {
    let arguments = Arguments::from_args();
    let root = project().join("../shared/cases/mysql");
    let all = std::env::var("DBTOOL_CASES").is_ok_and(|value| value == "all") || arguments.filter.is_some();
    let mut trials = Vec::new();
    for flavour in Flavour::ALL {
        let name = |name: &str| format!("{}::{name}", flavour.name());
        trials.push(Trial::test(name("staart"), move || staart(flavour)));
        trials.push(Trial::test(name("moved_columns"), move || moved_columns(flavour)));
        trials.push(Trial::test(name("resumed"), move || resumed(flavour)));
        trials.push(Trial::test(name("refused"), move || refused(flavour)));
        trials.push(Trial::test(name("begun"), move || begun(flavour)));
        trials.push(Trial::test(name("measured"), move || measured(flavour)));
        trials.push(Trial::test(name("killed"), move || killed(flavour)));
        for (title, from, to) in own_cases(flavour) {
            for (way, from, to) in [("forward", from.clone(), to.clone()), ("back", to, from)] {
                trials.push(Trial::test(name(&format!("own/{title}::{way}")), move || transition(flavour, &from, &to)));
            }
        }
        if !root.is_dir() {
            support::skip("../shared/cases is missing: no transition of the field was tried");
            continue;
        }
        let cases = support::folders(&root).into_iter().enumerate().filter(|(number, _)| all || number % SAMPLE == 0);
        for (_, (case, folder)) in cases {
            let meta = std::fs::read_to_string(folder.join("meta.json")).expect("a case says where it loads");
            let meta: serde_json::Value = serde_json::from_str(&meta).expect("meta.json is JSON");
            let loads = meta["engines"].as_array().expect("engines").iter().any(|engine| engine == flavour.name());
            if !loads {
                continue;
            }
            for (way, from, to) in [("forward", "from.sql", "to.sql"), ("back", "to.sql", "from.sql")] {
                let script = |file: &str| std::fs::read_to_string(folder.join(file)).expect("a side is read");
                let (from, to) = (script(from), script(to));
                trials.push(Trial::test(name(&format!("{case}::{way}")), move || transition(flavour, &from, &to)));
            }
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A name for databases of a test, of which many run at once.
fn fresh(side: &str) -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("t{}_{side}", COUNT.fetch_add(1, Ordering::Relaxed))
}

fn dbtool(args: &[&str]) -> Run {
    dbtool_in(project(), args, &[])
}

fn went(run: Run, what: &str) -> Result<String, Failed> {
    match run.code {
        Some(0) => Ok(run.stdout),
        _ => Err(format!("{what}:\n{}{}", run.stdout, run.stderr).into()),
    }
}

fn same(server: &MysqlServer, here: &str, there: &str) -> Result<(), Failed> {
    let (here, there) = (in_any_order(&server.shown(here)), in_any_order(&server.shown(there)));
    if here == there {
        return Ok(());
    }
    Err(similar::TextDiff::from_lines(&there, &here).unified_diff().to_string().into())
}

/// The transitions of `tests/mysql`: pairs in one file, each below its title, and the versions of larger
/// schemas in folders. What a title says in brackets is for that server alone.
fn own_cases(flavour: Flavour) -> Vec<(String, String, String)> {
    let folder = project().join("tests/mysql");
    let text = std::fs::read_to_string(folder.join("transitions.sql")).expect("the pairs");
    let mut found = Vec::new();
    let mut parts = text.split("-- ## ").skip(1);
    while let (Some(from), Some(to)) = (parts.next(), parts.next()) {
        let (title, from) = from.split_once('\n').expect("a title and what is below it");
        let to = to.strip_prefix("to\n").expect("what the pair leads to");
        found.push((title.to_owned(), from.to_owned(), to.to_owned()));
    }
    let folders = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    for folder in folders {
        let title = folder.file_name().unwrap().to_string_lossy().into_owned();
        let mut versions: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        versions.sort();
        let texts: Vec<String> = versions.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        for (number, pair) in texts.windows(2).enumerate() {
            found.push((format!("{title}-{}", number + 1), pair[0].clone(), pair[1].clone()));
        }
    }
    let other = if flavour == Flavour::Mysql { "[mariadb]" } else { "[mysql]" };
    found.retain(|(title, _, _)| !title.contains(other));
    found
}

/// The keys of each table sorted: a server shows them in the order in which they were made, which no
/// index is made anew for.
fn in_any_order(shown: &str) -> String {
    let key = |line: &str| {
        ["KEY ", "UNIQUE KEY ", "FULLTEXT KEY ", "SPATIAL KEY "].iter().any(|it| line.trim_start().starts_with(it))
    };
    let mut lines: Vec<String> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    for line in shown.lines() {
        if key(line) {
            keys.push(line.trim_end_matches(',').to_owned());
            continue;
        }
        keys.sort();
        lines.append(&mut keys);
        lines.push(line.trim_end_matches(',').to_owned());
    }
    lines.join("\n")
}

fn transition(flavour: Flavour, from: &str, to: &str) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let (here, there) = (fresh("here"), fresh("there"));
    let (live, goal) = (server.database(&here, from), server.database(&there, to));
    let models = tempfile::tempdir().unwrap();
    let model = models.path().join("model.yaml").display().to_string();
    went(dbtool(&["inspect", "--url", &goal, "-o", &model]), "inspect")?;
    went(
        dbtool(&["diff", "--url", &goal, "--model", &model, "--exit-code"]),
        "the model is not what it was read from",
    )?;
    went(dbtool(&["apply", "--url", &live, "--model", &model, "--yes", "--allow", "all"]), "apply")?;
    same(server, &here, &there)?;
    went(dbtool(&["diff", "--url", &live, "--model", &model, "--exit-code"]), "the second diff").map(|_| ())
}

/// The statements of seed 004, without the name of its database.
fn seed() -> Option<String> {
    let folder = std::fs::read_dir(project().join("../shared/seeds")).ok()?;
    let mut files = folder.map(|entry| entry.unwrap().path());
    let file = files.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("004")))?;
    let text = std::fs::read_to_string(file).unwrap();
    let block = text.split("```sql").nth(1)?.split("```").next()?.replace("`staart`.", "");
    let statements: Vec<&str> = block.split("\n\n").map(str::trim).filter(|statement| !statement.is_empty()).collect();
    Some(statements.join(";\n"))
}

/// The model and the migrations build what the seed's own statements build.
fn staart(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let (applied, migrated, seeded) = (fresh("applied"), fresh("migrated"), fresh("seed"));
    let (by_apply, by_migration) = (server.database(&applied, ""), server.database(&migrated, ""));
    let (model, migrations) = ("schemas/staart", "migrations/staart");
    went(dbtool(&["apply", "--url", &by_apply, "--model", model, "--yes"]), "apply")?;
    for pass in ["up", "up again after down"] {
        went(dbtool(&["migrate", "up", "--url", &by_migration, "--migrations", migrations]), pass)?;
        went(dbtool(&["diff", "--url", &by_migration, "--model", model, "--exit-code"]), pass)?;
        same(server, &migrated, &applied)?;
        if pass == "up" {
            went(dbtool(&["migrate", "down", "--url", &by_migration, "--migrations", migrations]), "down")?;
            assert_eq!(server.shown(&migrated), "", "down leaves tables");
        }
    }
    let check = ["migrate", "check", "--url", &by_apply, "--model", model, "--migrations", migrations];
    went(dbtool(&check), "check")?;
    match seed() {
        None => support::skip("../shared/seeds is missing: staart was not compared with its seed"),
        Some(script) => {
            let url = server.database(&seeded, &script);
            same(server, &applied, &seeded)?;
            went(dbtool(&["diff", "--url", &url, "--model", model, "--exit-code"]), "the seed has drifted")?;
        }
    }
    Ok(())
}

/// Columns go to the place that the model gives them, and keep their values.
fn moved_columns(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let (here, there) = (fresh("here"), fresh("there"));
    let live = server.database(&here, "CREATE TABLE t (a int, b int, c int, d int); INSERT INTO t VALUES (1, 2, 3, 4)");
    let goal = server.database(&there, "CREATE TABLE t (d int, a int, n int, b int NOT NULL, c int)");
    let models = tempfile::tempdir().unwrap();
    let model = models.path().join("model.yaml").display().to_string();
    went(dbtool(&["inspect", "--url", &goal, "-o", &model]), "inspect")?;
    let sql = went(dbtool(&["diff", "--url", &live, "--model", &model, "--format", "sql"]), "diff")?;
    assert_eq!(sql.matches("ALTER TABLE").count(), 1, "{sql}");
    went(dbtool(&["apply", "--url", &live, "--model", &model, "--yes"]), "apply")?;
    same(server, &here, &there)?;
    let rows = support::block_on(async {
        let mut session = dbtool::engine::mysql::Connection::open(&live).await.unwrap();
        session.texts("SELECT CONCAT_WS(',', d, a, b, c) FROM t").await.unwrap()
    });
    assert_eq!(rows[0].text(0), Some("4,1,2,3"));
    Ok(())
}

/// A migration that is refused half-way goes on where it was once the cause is gone.
fn resumed(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let name = fresh("resumed");
    let url = server.database(&name, "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("1_half.up.sql");
    std::fs::write(&file, "CREATE TABLE u (a int);\nALTER TABLE t ADD UNIQUE KEY k (a);\nCREATE TABLE v (a int);\n")
        .unwrap();
    let migrations = folder.path().display().to_string();
    let up = ["migrate", "up", "--url", &url, "--migrations", &migrations];
    let said = dbtool(&up).failed(1);
    assert!(said.contains("1_half.up.sql:2:1"), "{said}");
    assert!(said.contains("the first 1 statements of this file are done"), "{said}");
    let status = dbtool(&["migrate", "status", "--url", &url, "--migrations", &migrations]);
    assert!(status.stdout.contains("unfinished"), "{}", status.stdout);
    support::block_on(async {
        let mut session = dbtool::engine::mysql::Connection::open(&url).await.unwrap();
        session.execute_as("DELETE FROM t LIMIT 1", "").await.unwrap();
    });
    went(dbtool(&up), "the second run")?;
    let shown = server.shown(&name);
    assert!(shown.contains("UNIQUE KEY `k`") && shown.contains("TABLE `u`") && shown.contains("TABLE `v`"), "{shown}");
    Ok(())
}

/// A project of a database that is there: all that is written for it fits that database.
fn begun(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let script = "CREATE TABLE t (id int PRIMARY KEY, at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP(3) \
                  ON UPDATE CURRENT_TIMESTAMP(3), n int unsigned, z int(10) unsigned zerofill, b boolean)";
    let url = server.database(&fresh("begun"), &script.replace("datetime", "datetime(3)"));
    let project = support::Project::new(&[]);
    let environment = [("DATABASE_URL", url.as_str())];
    let run = |arguments: &[&str]| dbtool_in(project.path(), arguments, &environment);
    went(run(&["init", "shop", "--url", &url]), "init")?;
    let config = project.read("dbtool.yaml");
    assert!(
        config.contains(&format!("engine: {}\n", flavour.name())) && config.contains("style: markdown"),
        "{config}"
    );
    went(run(&["migrate", "check", "shop"]), "check")?;
    went(run(&["migrate", "baseline", "shop"]), "baseline")?;
    assert_eq!(went(run(&["diff", "shop", "--exit-code"]), "diff")?, "");
    went(run(&["snapshot", "--write"]), "write")?;
    went(run(&["snapshot", "--check"]), "check")?;
    // What a server adds to a type or a default by itself is not said.
    let model = went(run(&["inspect", "shop"]), "inspect")?;
    assert!(model.contains("int unsigned") && model.contains("CURRENT_TIMESTAMP(3)"), "{model}");
    assert!(model.contains("int(10) unsigned zerofill") && model.contains("tinyint(1)"), "{model}");
    assert!(!model.contains("int(11)") && !model.contains("current_timestamp"), "{model}");
    Ok(())
}

/// What an `ALTER TABLE` takes is what the server says that it takes.
fn measured(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let from = "CREATE TABLE added (a int); CREATE TABLE indexed (a int); CREATE TABLE retyped (a int); \
                CREATE TABLE keyed (a int NOT NULL)";
    let to = "CREATE TABLE added (a int, b int); CREATE TABLE indexed (a int, KEY k (a)); \
              CREATE TABLE retyped (a bigint); CREATE TABLE keyed (a int NOT NULL PRIMARY KEY); CREATE TABLE made (a int)";
    let live = server.database(&fresh("measured"), from);
    let goal = server.database(&fresh("measured"), to);
    let models = tempfile::tempdir().unwrap();
    let model = models.path().join("model.yaml").display().to_string();
    went(dbtool(&["inspect", "--url", &goal, "-o", &model]), "inspect")?;
    let diff = dbtool(&["diff", "--url", &live, "--model", &model, "--prove", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&went(diff, "diff")?).unwrap();
    let steps = report["steps"].as_array().unwrap();
    let lock = |table: &str| {
        let quoted = format!("`{table}`");
        let step =
            steps.iter().find(|step| step["locks"][0]["relation"] == quoted.as_str()).expect("a step of that table");
        let lock = &step["locks"][0];
        (lock["mode"].as_str().unwrap().to_owned(), lock["rewritten"] == true, lock["read"] == true)
    };
    assert_eq!(lock("added"), ("NONE".to_owned(), false, false));
    assert_eq!(lock("indexed"), ("NONE".to_owned(), false, true));
    assert_eq!(lock("retyped"), ("SHARED".to_owned(), true, true));
    assert_eq!(lock("keyed"), ("NONE".to_owned(), true, true));
    let made = steps.iter().find(|step| step["name"] == "made").unwrap();
    assert_eq!(made["measured"], false, "{made}");
    // What was tried is in no script.
    let sql = went(dbtool(&["diff", "--url", &live, "--model", &model, "--prove", "--format", "sql"]), "sql")?;
    assert!(!sql.contains("ALGORITHM"), "{sql}");
    Ok(())
}

/// dbtool itself, killed without warning in the midst of migrations: the next run ends where an undisturbed
/// one does, and no statement has run twice.
fn killed(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let folder = tempfile::tempdir().unwrap();
    for n in 1..=4 {
        let text = format!(
            "CREATE TABLE t{n} (a int NOT NULL, b varchar(20));\nINSERT INTO t{n} VALUES (1, 'x'), (2, 'y');\n\
             ALTER TABLE t{n} ADD KEY k (b), ADD COLUMN c int;\nDELIMITER //\n\
             CREATE TRIGGER tr{n} BEFORE INSERT ON t{n} FOR EACH ROW BEGIN SET NEW.c = 1; END//\nDELIMITER ;\n\
             CREATE VIEW v{n} AS SELECT a FROM t{n};\nUPDATE t{n} SET a = a + 1;\nALTER TABLE t{n} DROP KEY k;\n"
        );
        std::fs::write(folder.path().join(format!("{n}_m.up.sql")), text).unwrap();
    }
    let migrations = folder.path().display().to_string();
    let state = |name: &str| {
        let rows = support::block_on(async {
            let mut session = dbtool::engine::mysql::Connection::open(&server.url(name)).await.unwrap();
            let all: Vec<String> = (1..=4).map(|n| format!("SELECT {n}, a, b, c FROM t{n}")).collect();
            let history = "SELECT version, success, HEX(checksum) FROM _sqlx_migrations ORDER BY 1";
            let mut rows = session.texts(&format!("{} ORDER BY 1, 2", all.join(" UNION ALL "))).await.unwrap();
            rows.extend(session.texts(history).await.unwrap());
            rows
        });
        format!("{}\n{rows:?}", server.shown(name))
    };
    let name = fresh("undisturbed");
    let url = server.database(&name, "");
    let start = std::time::Instant::now();
    went(dbtool(&["migrate", "up", "--url", &url, "--migrations", &migrations]), "up")?;
    let (whole, expected) = (start.elapsed(), state(&name));
    let mut kills = 0_u32;
    while kills < 24 {
        let name = fresh("killed");
        let url = server.database(&name, "");
        let up = ["migrate", "up", "--url", &url, "--migrations", &migrations];
        for _ in 0..4 {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dbtool"));
            command.args(up).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            let mut child = command.spawn().unwrap();
            // Spread over the run evenly, by the golden ratio.
            let share = f64::from(kills) * 0.618_034 % 1.0;
            std::thread::sleep(whole.mul_f64(share).max(std::time::Duration::from_millis(1)));
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
        }
        went(dbtool(&up), &format!("after {kills} kills"))?;
        assert_eq!(state(&name), expected, "after {kills} kills");
    }
    Ok(())
}

/// What loses rows is shown, and not done unless it is allowed.
fn refused(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let name = fresh("refused");
    let url = server.database(&name, "CREATE TABLE t (a int, b int); CREATE TABLE gone (a int)");
    let before = server.shown(&name);
    let models = tempfile::tempdir().unwrap();
    let model = models.path().join("model.yaml");
    std::fs::write(&model, "tables:\n  t:\n    columns: {a: int}\n").unwrap();
    let model = model.display().to_string();
    let said = dbtool(&["apply", "--url", &url, "--model", &model, "--yes"]).failed(3);
    assert!(said.contains("column t.b") && said.contains("table gone"), "{said}");
    assert_eq!(server.shown(&name), before);
    std::fs::write(&model, "enums:\n  mood: [ok]\n").unwrap();
    let said = dbtool(&["diff", "--url", &url, "--model", &model]).failed(1);
    assert!(said.contains("model.yaml:2:3") && said.contains("MySQL has no enums"), "{said}");
    Ok(())
}
