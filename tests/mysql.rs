//! MySQL and MariaDB: transitions that were collected in the field, each both ways, and the system of
//! seed 004 end to end. What the server shows of both sides must be equal to the letter.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

#[path = "mysql/algorithm.rs"]
mod algorithm;
#[path = "mysql/disk.rs"]
mod disk;
#[path = "mysql/doomed.rs"]
mod doomed;
#[path = "mysql/external.rs"]
mod external;
#[path = "mysql/fleet.rs"]
mod fleet;
#[path = "mysql/granted.rs"]
mod granted;
#[path = "mysql/grants.rs"]
mod grants;
#[path = "mysql/killed.rs"]
mod killed;
#[path = "mysql/older.rs"]
mod older;
#[path = "mysql/pooler.rs"]
mod pooler;
#[path = "mysql/reached.rs"]
mod reached;
#[path = "mysql/sequences.rs"]
mod sequences;
mod support;
#[path = "mysql/unmodelled.rs"]
mod unmodelled;

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
    trials.push(Trial::test("mysql57::read_only", older::read_only));
    for flavour in Flavour::ALL {
        let name = |name: &str| format!("{}::{name}", flavour.name());
        trials.push(Trial::test(name("staart"), move || staart(flavour)));
        trials.push(Trial::test(name("moved_columns"), move || moved_columns(flavour)));
        trials.push(Trial::test(name("resumed"), move || resumed(flavour)));
        trials.push(Trial::test(name("refused"), move || refused(flavour)));
        trials.push(Trial::test(name("unsafe_defaults"), move || unsafe_defaults(flavour)));
        trials.push(Trial::test(name("begun"), move || begun(flavour)));
        trials.push(Trial::test(name("measured"), move || algorithm::measured(flavour)));
        trials.push(Trial::test(name("parted"), move || algorithm::parted(flavour)));
        trials.push(Trial::test(name("fitting"), move || algorithm::fitting(flavour)));
        trials.push(Trial::test(name("external"), move || external::external(flavour)));
        trials.push(Trial::test(name("grants"), move || grants::grants(flavour)));
        trials.push(Trial::test(name("granted"), move || granted::migrated(flavour)));
        trials.push(Trial::test(name("reached"), move || reached::reached(flavour)));
        if flavour == Flavour::Mariadb {
            trials.push(Trial::test(name("doomed"), move || doomed::doomed(flavour)));
        }
        trials.push(Trial::test(name("sequences"), move || sequences::sequences(flavour)));
        trials.push(Trial::test(name("unmodelled"), move || unmodelled::told(flavour)));
        trials.push(Trial::test(name("full_disk"), move || disk::full(flavour)));
        trials.push(Trial::test(name("killed"), move || killed::killed(flavour)));
        trials.push(Trial::test(name("killed_server"), move || killed::server(flavour)));
        trials.push(Trial::test(name("sixteen_runners"), move || killed::sixteen(flavour)));
        trials.push(Trial::test(name("fleet"), move || fleet::fleet(flavour)));
        trials.push(Trial::test(name("pooled"), move || pooler::pooled(flavour)));
        trials.push(Trial::test(name("unlocked"), move || pooler::unlocked(flavour)));
        trials.push(Trial::test(name("asked"), move || killed::asked(flavour)));
        trials.push(Trial::test(name("clocks"), move || killed::clocks(flavour)));
        trials.push(Trial::test(name("seeded"), move || seeded(flavour)));
        trials.push(Trial::test(name("proved"), move || proved(flavour)));
        trials.push(Trial::test(name("proved_on_rows"), move || proved_on_rows(flavour)));
        trials.push(Trial::test(name("planned_on_rows"), move || planned_on_rows(flavour)));
        trials.push(Trial::test(name("written_as_sql"), move || written_as_sql(flavour)));
        trials.push(Trial::test(name("programs_to_the_letter"), move || programs_to_the_letter(flavour)));
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
    // MariaDB names the database in a view whose definer does not exist.
    let shown = |name: &str| in_any_order(&server.shown(name).replace(&format!("`{name}`."), ""));
    let (here, there) = (shown(here), shown(there));
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

/// A plan is proved on a scratch database, and so is its way back.
fn proved(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let script = |file: &str| std::fs::read_to_string(project().join("tests/mysql/staff").join(file)).unwrap();
    let sides = ["1.sql", "2.sql"].map(|file| server.database(&fresh("proved"), &script(file)));
    let mut told = String::new();
    for (from, to) in [(0, 1), (1, 0)] {
        let run = dbtool(&["diff", "--prove", "--from", &sides[from], "--to", &sides[to]]);
        let said = run.stderr.clone();
        went(run, "diff --prove")?;
        assert!(said.contains("diff: proved up"), "{said}");
        told += &said;
    }
    // Where rows are in the way of a date that is none, or of a NULL that may not be, that is told.
    assert!(told.contains("on rows of `departments` (3)"), "{told}");
    assert!(told.contains("depends on what the rows hold: "), "{told}");
    Ok(())
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

/// Every sort of column, key and check takes rows, or it is told what does not and why.
fn seeded(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let script = "CREATE TABLE kinds (a boolean NOT NULL, b smallint unsigned NOT NULL, c decimal(2,2) NOT NULL, \
            d double NOT NULL, e char(2) NOT NULL, f blob NOT NULL, g json NOT NULL, h enum('x','it''s') NOT NULL, \
            i set('p','q') NOT NULL, j bit(3) NOT NULL, k year NOT NULL, l time NOT NULL, m timestamp(3) NOT NULL, \
            n point NOT NULL, o polygon NOT NULL, p varbinary(4) NOT NULL, q date NOT NULL, r mediumtext NOT NULL, \
            s int GENERATED ALWAYS AS (b + 1) STORED, t int DEFAULT 3); \
        CREATE TABLE parent (id int PRIMARY KEY, other varchar(9) NOT NULL, UNIQUE (id, other)); \
        CREATE TABLE `child-of` (id int AUTO_INCREMENT PRIMARY KEY, parent int NOT NULL, other varchar(9), \
            boss int NOT NULL, status varchar(10) NOT NULL CHECK (status IN ('open', 'shut')), \
            size int NOT NULL CHECK (size BETWEEN 1000 AND 1002), code char(3) NOT NULL, \
            CONSTRAINT code CHECK (code REGEXP '^[a-z]{2}[0-9]$'), since date, until date, CHECK (since < until), \
            email varchar(90) NOT NULL UNIQUE, CHECK (email LIKE '%@example.org'), \
            FOREIGN KEY (parent, other) REFERENCES parent (id, other), FOREIGN KEY (parent) REFERENCES parent (id), \
            FOREIGN KEY (boss) REFERENCES `child-of` (id)); \
        CREATE TABLE parted (at date NOT NULL, a int) PARTITION BY RANGE COLUMNS (at) \
            (PARTITION p0 VALUES LESS THAN ('2021-05-01') , PARTITION p1 VALUES LESS THAN ('2021-06-01')); \
        CREATE TABLE listed (a int NOT NULL) PARTITION BY LIST (a) (PARTITION p0 VALUES IN (70, 80)); \
        CREATE TABLE never (a int NOT NULL, CONSTRAINT no CHECK (a * a = -1)); CREATE TABLE bystander (a int)";
    let url = server.database(&fresh("seeded"), script);
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<String>>();
    support::block_on(async {
        let mut session = dbtool::engine::Connection::open(&url).await.unwrap();
        let all = words("kinds child of parted listed never");
        let seeded = session.seed(&all, None, &std::collections::BTreeMap::new()).await.unwrap();
        let mut held: Vec<String> = seeded.tables.values().map(|(name, count)| format!("{name} {count}")).collect();
        held.sort();
        assert_eq!(held, ["`child-of` 3", "`kinds` 3", "`listed` 3", "`parent` 3", "`parted` 3"], "{seeded:?}");
        assert_eq!(seeded.bare.len(), 1, "{seeded:?}");
        assert!(seeded.bare[0].0 == "`never`" && seeded.bare[0].1.contains("no"), "{seeded:?}");
        let count = async |session: &mut dbtool::engine::Connection, sql: &str| {
            session.rows(sql).await.unwrap()[0].text(0).map(str::to_owned).unwrap_or_default()
        };
        assert_eq!(count(&mut session, "SELECT COUNT(*) FROM bystander").await, "0");
        assert_eq!(
            count(&mut session, "SELECT COUNT(*) FROM `child-of` WHERE since IS NULL OR until IS NULL").await,
            "1"
        );
        assert_eq!(count(&mut session, "SELECT COUNT(DISTINCT parent) > 1 FROM `child-of`").await, "1");
        assert!(!session.knows(&words("nothing here")).await.unwrap());
        session.close().await;
    });
    Ok(())
}

/// What written migrations do to rows is caught: what they lose, and what fails with rows alone.
fn proved_on_rows(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let url = server.database(&fresh("rows"), "");
    let first = "CREATE TABLE users (id int PRIMARY KEY, name varchar(20) NOT NULL, note text);\n\
        CREATE TABLE pets (owner int NOT NULL, CONSTRAINT o FOREIGN KEY (owner) REFERENCES users (id) ON DELETE CASCADE);\n\
        CREATE VIEW many AS SELECT COUNT(*) AS n FROM few;\n";
    let first = first.replace("CREATE VIEW many", "CREATE VIEW few AS SELECT id FROM users;\nCREATE VIEW many");
    let second = |up: &str, down: &str| {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("1_a.up.sql", &first);
        write("1_a.down.sql", "DROP VIEW many; DROP VIEW few; DROP TABLE pets; DROP TABLE users;\n");
        write("2_b.up.sql", up);
        write("2_b.down.sql", down);
        let migrations = folder.path().display().to_string();
        dbtool(&["migrate", "check", "--url", &url, "--migrations", &migrations])
    };
    let finding = |run: Run| {
        assert_eq!(run.code, Some(2), "{}{}", run.stdout, run.stderr);
        run.stdout
    };
    let lost = finding(second("DELETE FROM users WHERE note IS NULL;", "SELECT 1;"));
    assert!(lost.contains("2_b.up.sql:1:1: migration 2 b loses data"), "{lost}");
    assert!(lost.contains("1 of 3 rows of `users` are gone") && lost.contains("rows of `pets` are gone"), "{lost}");
    let changed = second(
        "ALTER TABLE users MODIFY name varchar(20) NULL;",
        "UPDATE users SET note = 'x'; ALTER TABLE users MODIFY name varchar(20) NOT NULL;",
    );
    went(changed, "what is assigned on purpose")?;
    let silent = finding(second(
        "ALTER TABLE users DROP COLUMN note; ALTER TABLE users ADD COLUMN note text;",
        "ALTER TABLE users DROP COLUMN note; ALTER TABLE users ADD COLUMN note text;",
    ));
    assert!(silent.contains("of 2 values of `users`.`note` are others or NULL"), "{silent}");
    let names = second(
        "ALTER TABLE users RENAME COLUMN note TO remark, ADD COLUMN first int FIRST; RENAME TABLE pets TO animals;",
        "RENAME TABLE animals TO pets; ALTER TABLE users DROP COLUMN first, RENAME COLUMN remark TO note;",
    );
    let said = format!("{}{}", names.stdout, names.stderr);
    went(names, "what has another name is not lost")?;
    assert!(said.contains("2 proved on rows of `pets` (3), `users` (3)"), "{said}");
    let depends = second("ALTER TABLE users MODIFY note text NOT NULL;", "ALTER TABLE users MODIFY note text;");
    let said = format!("{}{}", depends.stdout, depends.stderr);
    went(depends, "what depends on rows is no mistake")?;
    assert!(said.contains("depends on what the rows hold"), "{said}");
    Ok(())
}

/// What `migrate new` writes was run on rows, and loses none without saying so.
fn planned_on_rows(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let url = server.database(&fresh("planned"), "");
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (model, migrations) = (path("model.yaml"), path("migrations"));
    let new = |name: &str, yaml: &str, more: &[&str]| {
        std::fs::write(&model, yaml).unwrap();
        let words = ["migrate", "new", name, "--url", &url, "--model", &model, "--migrations", &migrations];
        dbtool(&[&words[..], more].concat())
    };
    let one = "tables:\n  t:\n    columns: {id: {type: int, not_null: true}, a: varchar(20), b: text}\n    primary_key: [id]\n";
    went(new("one", one, &[]), "one")?;
    let two = one.replace("a: varchar(20), b: text", "a: varchar(40), c: datetime");
    let said = new("two", &two, &[]).failed(3);
    assert!(said.contains("column t.b"), "{said}");
    let run = new("two", &two, &["--allow", "all"]);
    let said = format!("{}{}", run.stdout, run.stderr);
    went(run, "two")?;
    assert!(said.contains("proved on rows of `t` (3)"), "{said}");
    let page = std::fs::read_dir(&migrations)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "md"));
    let pages: String = page.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    assert!(pages.contains("proved on rows of `t` (3)"), "{pages}");
    Ok(())
}

/// A model that is written as SQL, in files whose order is none of dependence.
fn written_as_sql(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let (here, there) = (fresh("here"), fresh("there"));
    let tables = "CREATE TABLE a (id int PRIMARY KEY, b int, CONSTRAINT f FOREIGN KEY (b) REFERENCES b (id)) COMMENT='x';\n\
        CREATE TABLE b (id int PRIMARY KEY);\nDELIMITER //\n\
        CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; END//\nDELIMITER ;\n";
    let live = server.database(&here, "CREATE TABLE b (id int PRIMARY KEY, gone int); CREATE TABLE c (a int)");
    server.database(
        &there,
        "SET foreign_key_checks = 0; CREATE TABLE a (id int PRIMARY KEY, b int, CONSTRAINT f FOREIGN KEY (b) \
        REFERENCES b (id)) COMMENT='x'; CREATE TABLE b (id int PRIMARY KEY); CREATE VIEW v AS SELECT id FROM a; CREATE \
        TRIGGER tr BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; END",
    );
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("1_views.sql", "CREATE VIEW v AS SELECT id FROM a;\n");
    write("2_tables.sql", tables);
    let model = folder.path().display().to_string();
    went(dbtool(&["apply", "--url", &live, "--model", &model, "--yes", "--allow", "all"]), "apply")?;
    same(server, &here, &there)?;
    went(dbtool(&["diff", "--url", &live, "--model", &model, "--exit-code"]), "the second diff")?;
    write("2_tables.sql", &tables.replace(" COMMENT='x'", ""));
    let sql = went(dbtool(&["diff", "--url", &live, "--model", &model, "--format", "sql"]), "a comment that is gone")?;
    assert!(sql.contains("COMMENT=''"), "{sql}");
    write(
        "2_tables.sql",
        &tables.replace("CREATE TABLE b (id int PRIMARY KEY)", "CREATE TABLE b (id integr PRIMARY KEY)"),
    );
    let said = dbtool(&["diff", "--url", &live, "--model", &model]).failed(1);
    assert!(said.contains("2_tables.sql:2:1") && said.contains("integr"), "{said}");
    write("2_tables.sql", &format!("{tables}\nCREATE TABLE other.t (a int);\n"));
    let said = dbtool(&["diff", "--url", &live, "--model", &model]).failed(1);
    assert!(said.contains("2_tables.sql:7:1") && said.contains("reaches beyond"), "{said}");
    Ok(())
}

/// What programs and views keep of the session that made them comes back as it was, to the last semicolon.
fn programs_to_the_letter(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let (here, there) = (fresh("here"), fresh("there"));
    let live = server.database(&here, "");
    let goal = server.database(&there, "CREATE TABLE t (a int); SET NAMES latin1; SET SESSION sql_mode = 'ANSI'; \
        CREATE VIEW v AS SELECT 'x' AS x FROM t; CREATE PROCEDURE p() SELECT 1; CREATE FUNCTION f() RETURNS int RETURN 1");
    let models = tempfile::tempdir().unwrap();
    let model = models.path().join("model.yaml").display().to_string();
    went(dbtool(&["inspect", "--url", &goal, "-o", &model]), "inspect")?;
    went(dbtool(&["apply", "--url", &live, "--model", &model, "--yes"]), "apply")?;
    went(dbtool(&["diff", "--url", &live, "--model", &model, "--exit-code"]), "the second diff")?;
    let all = |url: &str| {
        support::block_on(async {
            let mut session = dbtool::engine::mysql::Connection::open(url).await.unwrap();
            let mut rows = Vec::new();
            for what in ["VIEW v", "PROCEDURE p", "FUNCTION f"] {
                rows.extend(session.texts(&format!("SHOW CREATE {what}")).await.unwrap());
            }
            rows
        })
    };
    assert_eq!(all(&live), all(&goal));
    Ok(())
}

/// MySQL adds no column with a default that is another one for each row, which is told before anything runs; MariaDB
/// does, and both make it with a new table and beside a column that is there.
fn unsafe_defaults(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let url = server.database(&fresh("unsafe"), "CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    let models = tempfile::tempdir().unwrap();
    let model = models.path().join("model.yaml").display().to_string();
    let apply = |columns: &str| {
        let text = format!(
            "tables:\n  t: {{columns: {{a: int, {columns}}}}}\n  u: {{columns: {{b: {{type: varchar(36), default: uuid()}}}}}}\n"
        );
        std::fs::write(&model, text).unwrap();
        dbtool(&["apply", "--url", &url, "--model", &model, "--yes"])
    };
    let wanted = "b: {type: varchar(36), default: uuid()}";
    if flavour == Flavour::Mysql {
        let said = apply(wanted).failed(1);
        assert!(said.contains("whose default is uuid()") && said.contains("UPDATE `t` SET `b` = (uuid())"), "{said}");
        went(apply("b: varchar(36)"), "the column without its default")?;
    }
    went(apply(wanted), "its default")?;
    went(dbtool(&["diff", "--url", &url, "--model", &model, "--exit-code"]), "the second diff").map(|_| ())
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
