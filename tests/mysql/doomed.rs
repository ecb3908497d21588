//! A plan of which the server refuses a statement when those before it are done.

use libtest_mimic::Failed;

use super::support::{Flavour, block_on, dbtool_in, mysql};

/// What it refuses on a scratch database it would refuse half-way: nothing is run then, unless that is asked for.
pub fn doomed(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let url = server.database("doomed", "CREATE TABLE i (a inet4)");
    let folder = tempfile::tempdir().unwrap();
    let model = "tables:\n  h: {columns: {a: int}, primary_key: [a]}\n  i: {columns: {a: inet6}}\n";
    std::fs::write(folder.path().join("model.yaml"), model).unwrap();
    let tables = || {
        block_on(async {
            let mut session = dbtool::engine::mysql::Connection::open(&url).await.unwrap();
            let rows = session.texts("SHOW TABLES").await.unwrap();
            session.close().await;
            rows.len()
        })
    };
    let apply = ["apply", "--url", &url, "--model", "model.yaml", "--yes"];
    let told = dbtool_in(folder.path(), &apply, &[]).failed(1);
    assert!(told.contains("nothing was run") && told.contains("Cannot cast 'inet4' as 'inet6'"), "{told}");
    assert!(told.contains("--no-online"), "{told}");
    assert_eq!(tables(), 1);
    let all = [&apply[..], &["--no-online"]].concat();
    let told = dbtool_in(folder.path(), &all, &[]).failed(1);
    assert!(told.contains("the first 1 of 2 statements are done"), "{told}");
    assert_eq!(tables(), 2);
    Ok(())
}
