//! dbtool itself, killed without warning in the midst of fifty statements, asked to stop, or with a clock that is off:
//! the next run ends where an undisturbed one does, and none has run twice.

use libtest_mimic::Failed;

use super::fresh;
use super::support::{self, Flavour, Ground, MysqlServer, mysql};

/// Fifty statements in five files, some of which change rows.
fn fifty() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for n in 1..=5 {
        let text = format!(
            "CREATE TABLE t{n} (a int NOT NULL, b varchar(20));\nINSERT INTO t{n} VALUES (1, 'x'), (2, 'y');\n\
             ALTER TABLE t{n} ADD KEY k (b), ADD COLUMN c int;\nSET SESSION sql_mode = '';\nDELIMITER //\n\
             CREATE TRIGGER tr{n} BEFORE INSERT ON t{n} FOR EACH ROW BEGIN SET NEW.c = 1; END//\nDELIMITER ;\n\
             CREATE VIEW v{n} AS SELECT a FROM t{n};\nUPDATE t{n} SET a = a + 1;\nINSERT INTO t{n} (a) SELECT a FROM v{n};\n\
             DELETE FROM t{n} WHERE a = 3 ORDER BY b LIMIT 1;\nALTER TABLE t{n} DROP KEY k;\n"
        );
        std::fs::write(folder.path().join(format!("{n}_m.up.sql")), text).unwrap();
    }
    folder
}

/// What they make in a database, and its history.
fn state(server: &MysqlServer, name: &str) -> String {
    let rows = support::block_on(async {
        let mut session = dbtool::engine::mysql::Connection::open(&server.url(name)).await.unwrap();
        let all: Vec<String> = (1..=5).map(|n| format!("SELECT {n}, a, b, c FROM t{n}")).collect();
        let history = "SELECT version, success, HEX(checksum) FROM _sqlx_migrations ORDER BY 1";
        let mut rows = session.texts(&format!("{} ORDER BY 1, 2, 3, 4", all.join(" UNION ALL "))).await.unwrap();
        rows.extend(session.texts(history).await.unwrap());
        session.close().await;
        rows
    });
    format!("{}\n{rows:?}", server.shown(name))
}

/// Has something done to runs of them, each in a database that is empty.
fn with_each(flavour: Flavour, job: impl FnOnce(&std::path::Path, &mut dyn FnMut() -> Ground<'static>)) {
    let Some(server) = mysql(flavour) else { return };
    let folder = fifty();
    let name = fresh("killed");
    job(folder.path(), &mut || {
        let name = name.clone();
        let url = server.database(&name, "");
        Ground { url, state: Box::new(move || state(server, &name)), lapse: Box::new(|| ()) }
    });
}

pub fn killed(flavour: Flavour) -> Result<(), Failed> {
    with_each(flavour, |folder, fresh| support::kills(folder, support::KILLS, fresh));
    Ok(())
}

pub fn asked(flavour: Flavour) -> Result<(), Failed> {
    with_each(flavour, |folder, fresh| support::asked(folder, fresh));
    Ok(())
}

pub fn clocks(flavour: Flavour) -> Result<(), Failed> {
    with_each(flavour, |folder, fresh| support::clocks(folder, fresh));
    Ok(())
}

/// That set out at once.
pub fn sixteen(flavour: Flavour) -> Result<(), Failed> {
    with_each(flavour, |folder, fresh| support::of_sixteen_one_applies(folder, fresh));
    Ok(())
}

/// The server's own process, in the midst of runs, and started again.
pub fn server(flavour: Flavour) -> Result<(), Failed> {
    let Some(undisturbed) = mysql(flavour) else { return Ok(()) };
    let (folder, name, place) = (fifty(), fresh("server"), tempfile::tempdir().unwrap());
    std::fs::set_permissions(place.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    // The tests' servers write their log once a second, so that it loses what they have answered.
    let at_once = ["--innodb-flush-log-at-trx-commit=1".to_owned()];
    let Some(mut server) = support::server_with(flavour, place.path(), &at_once) else { return Ok(()) };
    let migrations = folder.path().display().to_string();
    let whole = undisturbed.database(&name, "");
    super::went(super::dbtool(&["migrate", "up", "--url", &whole, "--migrations", &migrations]), "undisturbed")?;
    let url = server.database(&name, "");
    support::server_killed(folder.path(), &url, &[6, 12, 15], &mut server);
    assert_eq!(state(&server, &name), state(undisturbed, &name));
    Ok(())
}
