//! A node that dies may lose rows that it has acknowledged, and keeps its schema: the next run finds out by itself what
//! the history lacks.

use std::path::Path;

use dbtool::engine::Connection;
use libtest_mimic::Failed;

use super::{dbtool, fresh, history, support, went};
use support::{CassandraServer, Mortal as _, cassandra};

/// What the migrations need.
const MOODS: &str = "CREATE TYPE mood1 (a int); CREATE TYPE mood2 (a int); CREATE TYPE mood3 (a int)";

/// Three migrations, each of a few statements, and their ways back.
fn three() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for n in 1..=3 {
        let up = format!(
            "CREATE TYPE y{n} (a int);\nCREATE TABLE t{n} (a int PRIMARY KEY, b int);\nALTER TABLE t{n} ADD c text;\n\
             ALTER TABLE t{n} ADD d frozen<mood{n}>;\nCREATE INDEX i{n} ON t{n} (b);\nCREATE TABLE u{n} (a int PRIMARY KEY);\n"
        );
        let down = format!("DROP TABLE u{n};\nDROP INDEX i{n};\nDROP TABLE t{n};\nDROP TYPE y{n};\n");
        std::fs::write(folder.path().join(format!("{n}_m.up.sql")), up).unwrap();
        std::fs::write(folder.path().join(format!("{n}_m.down.sql")), down).unwrap();
    }
    folder
}

/// A row of the history as it was read, and its time.
type Noted = Vec<Option<String>>;

fn rows(server: &CassandraServer, name: &str) -> Vec<Noted> {
    let ask = format!(
        "SELECT version, description, success, checksum, execution_time, writetime(description) FROM dbtool.\"{name}\""
    );
    support::block_on(async {
        let mut session = Connection::open(&server.url(name)).await.unwrap();
        let rows = session.rows(&ask).await.unwrap();
        session.close().await;
        let mut rows: Vec<Noted> =
            rows.iter().map(|row| (0..6).map(|at| row.text(at).map(str::to_owned)).collect()).collect();
        rows.sort();
        rows
    })
}

/// Brings the history back to what it was, as a server does that has lost what it was told since.
fn lose(server: &CassandraServer, name: &str, to: &[Noted]) {
    server.run(name, &format!("TRUNCATE dbtool.\"{name}\""));
    for row in to {
        let [version, description, success, checksum, took, time] =
            [0, 1, 2, 3, 4, 5].map(|at| row[at].clone().unwrap_or_else(|| "null".to_owned()));
        server.run(
            name,
            &format!(
                "INSERT INTO dbtool.\"{name}\" (version, description, success, checksum, execution_time) VALUES \
                 ({version}, '{description}', {}, 0x{checksum}, {took}) USING TIMESTAMP {time}",
                success == "t" || success == "true"
            ),
        );
    }
}

fn migrate(word: &str, url: &str, folder: &Path, more: &[&str]) -> support::Run {
    let folder = folder.display().to_string();
    dbtool(&[&["migrate", word, "--url", url, "--migrations", &folder], more].concat())
}

/// Whatever of the history is lost, the next run needs no person.
pub fn notes(version: usize) -> Result<(), Failed> {
    let Some(server) = cassandra(version) else { return Ok(()) };
    let (name, folder) = (fresh("lost"), three());
    let url = server.keyspace(&name, MOODS);
    let empty = server.described(&name);
    let up = |more: &[&str]| migrate("up", &url, folder.path(), more);
    let status = || went(migrate("status", &url, folder.path(), &[]), "status");

    // Begun, and stopped at the fourth statement; nothing of it is in the history.
    went(up(&["--to", "1"]), "the first migration")?;
    let first = rows(server, &name);
    server.run(&name, "DROP TYPE mood2");
    let said = up(&[]).failed(1);
    assert!(said.contains("2_m.up.sql:4:1"), "{said}");
    for lost in [&first[..], &[]] {
        lose(server, &name, lost);
        let told = status()?;
        assert_eq!((told.matches("applied").count(), told.matches("unfinished").count()), (1, 1), "{told}");
        // What stands in its way is said as before, and what was done is known again.
        let said = up(&[]).failed(1);
        assert!(said.contains("lost its note of migration 2 m; the schema says that it was begun"), "{said}");
        assert!(said.contains("2_m.up.sql:4:1"), "{said}");
        if lost.is_empty() {
            assert!(said.contains("lost its note of migration 1 m; the schema says that it is done"), "{said}");
        }
    }
    server.run(&name, "CREATE TYPE mood2 (a int)");
    went(up(&[]), "the run after it")?;
    let (whole, all) = (server.described(&name), rows(server, &name));
    assert!((1..=3).all(|n| whole.contains(&format!("CREATE TABLE u{n} "))), "{whole}");

    // All that was noted, and the last alone.
    for left in [&[][..], &all[..2], &first[..]] {
        lose(server, &name, left);
        went(up(&[]), "the run after the loss")?;
        assert_eq!((server.described(&name), history(server, &name).len()), (whole.clone(), 3));
    }
    let all = rows(server, &name);

    // A way back that stopped at its second statement, and of which nothing is noted.
    server.run(&name, "DROP INDEX i3");
    let said = migrate("down", &url, folder.path(), &[]).failed(1);
    assert!(said.contains("3_m.down.sql:2:1"), "{said}");
    lose(server, &name, &all);
    let told = status()?;
    assert!(told.contains("unfinished"), "{told}");
    server.run(&name, "CREATE INDEX i3 ON t3 (b)");
    went(migrate("down", &url, folder.path(), &[]), "the way back")?;
    assert!(!server.described(&name).contains("t3"), "{}", server.described(&name));
    // One that was seen to its end.
    went(migrate("down", &url, folder.path(), &[]), "the way back")?;
    lose(server, &name, &all);
    went(migrate("down", &url, folder.path(), &["--to", "0"]), "the rest of the way")?;
    assert_eq!((server.described(&name), rows(server, &name)), (empty, Vec::new()));
    // The rows of before the way back are not those of the way that goes up again.
    went(up(&[]), "again")?;
    lose(server, &name, &all);
    went(up(&[]), "the run after the loss")?;
    assert_eq!((server.described(&name), history(server, &name).len()), (whole, 3));
    assert!(rows(server, &name).iter().zip(&all).all(|(new, old)| new[5] != old[5]));

    // Whom a person has run anew is not taken for lost.
    server.run(&name, &format!("UPDATE dbtool.\"{name}\" SET success = false WHERE version = 3"));
    went(migrate("repair", &url, folder.path(), &["3", "--reason", "tried"]), "repair")?;
    let told = status()?;
    assert_eq!((told.matches("applied").count(), told.matches("pending").count()), (2, 1), "{told}");
    Ok(())
}

/// A server that writes its log long after it has answered, killed in the midst of a run: it has forgotten the
/// history, and has the schema; the next run ends where an undisturbed one does. Rows of a migration that is done are
/// there, or it is said that they may be lost.
pub fn log(version: usize) -> Result<(), Failed> {
    let Some(undisturbed) = cassandra(version) else { return Ok(()) };
    let late = "commitlog_sync: periodic\ncommitlog_sync_period: 600000ms";
    let Some(mut server) = support::own_cassandra(version, late) else { return Ok(()) };
    let (folder, name) = (three(), fresh("log"));
    for n in 1..=3 {
        let file = folder.path().join(format!("{n}_m.up.sql"));
        let text = std::fs::read_to_string(&file).unwrap();
        let more = format!("CREATE TABLE w{n} (a int PRIMARY KEY);\nINSERT INTO t{n} (a, b) VALUES (1, 2);\n");
        std::fs::write(file, text + &more).unwrap();
    }
    went(migrate("up", &undisturbed.keyspace(&name, MOODS), folder.path(), &[]), "the undisturbed run")?;
    let url = server.keyspace(&name, MOODS);
    // In the first migration, and where the second has just written its row.
    let (mut lost, mut said) = (0, String::new());
    for line in [3, 17] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dbtool"));
        support::bare(&mut command);
        command.args(["migrate", "up", "--url", &url, "--log-format", "json", "--migrations"]).arg(folder.path());
        let told = support::struck(&mut command, line, || server.kill());
        assert!(!told.contains("already exist"), "a run before was forgotten: {told}");
        server.start_again();
        let lines = told.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let done = lines.filter_map(|line| line["statement"].as_i64()).next_back().unwrap();
        let row = rows(&server, &name).pop();
        let noted = row.and_then(|row| row[4].as_ref()?.parse::<i64>().ok()).unwrap_or(-1_000);
        lost += usize::from(noted != -1 && -1_000 - noted < done);
        said.push_str(&told);
    }
    assert!(lost > 0, "no note was lost");
    let last = migrate("up", &url, folder.path(), &[]);
    said.push_str(&last.stderr);
    went(last, "the next run")?;
    for n in 1..=3 {
        let there = !server.first(&name, &format!("SELECT b FROM t{n}")).is_empty();
        let told = format!("note of migration {n} m; the schema says that it is done, but rows that it wrote");
        assert!(there || said.contains(&told), "the row of {n} is gone without a word: {said}");
    }
    let checked =
        |server: &CassandraServer| rows(server, &name).iter().map(|row| row[..4].to_vec()).collect::<Vec<_>>();
    assert_eq!(server.described(&name), undisturbed.described(&name));
    assert_eq!(checked(&server), checked(undisturbed));
    Ok(())
}
