//! A cluster of three nodes, of which one falls silent in the midst of a run.

use std::time::{Duration, Instant};

use libtest_mimic::Failed;

use super::support;

/// The run says which node it waits for, keeps its lock, and comes to its end without that node or with the next run;
/// the node has the same schema once it goes on.
pub fn paused(version: usize) -> Result<(), Failed> {
    if std::env::var_os("DBTOOL_TEST_NODES").is_none() {
        support::skip("a cluster of three nodes is not tried: DBTOOL_TEST_NODES=1 starts one");
        return Ok(());
    }
    let extra = "commitlog_sync: batch\nauto_bootstrap: false";
    let Some(one) = support::own_cassandra(version, extra) else { return Ok(()) };
    let (two, three) = (one.another(2), one.another(3));
    let others = || one.first("system", "SELECT schema_version FROM peers");
    until("three nodes are one cluster", || others().len() == 2);
    one.run("system", "CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 3}");
    let url = two.url("k").replace("cassandra://", &format!("cassandra://127.0.0.1:{},", one.port()));

    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..12).map(|n| format!("CREATE TABLE t{n} (a int PRIMARY KEY);\n")).collect();
    std::fs::write(folder.path().join("1_many.up.sql"), text).unwrap();
    let migrations = folder.path().display().to_string();
    let mut told = String::new();
    for run in 0..4 {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dbtool"));
        support::bare(&mut command);
        command.args(["migrate", "up", "--url", &url, "--migrations", &migrations, "--log-format", "json"]);
        let said = support::struck(&mut command, if run == 0 { 4 } else { 1 }, || three.signal("STOP"));
        told.push_str(&said);
        // A node that was asked to do it and fell silent answers nothing; the next run goes on.
        if !said.contains("\"level\":\"error\"") {
            break;
        }
        assert!(!said.contains("lock that keeps other runners away was lost"), "{told}");
    }
    three.signal("CONT");
    // By the statement that waits for it, or by the one that it was asked to do.
    assert!(told.contains("127.0.0.3"), "{told}");
    let url = three.url("k");
    super::went(super::dbtool(&["migrate", "up", "--url", &url, "--migrations", &migrations]), "the run after it")?;
    until("the node that was silent has it all", || {
        three.described("k").matches("CREATE TABLE t").count() == 12 && three.described("k") == one.described("k")
    });
    Ok(())
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(120), "not in two minutes: {what}");
        std::thread::sleep(Duration::from_millis(300));
    }
}
