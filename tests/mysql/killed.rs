//! dbtool itself, killed without warning in the midst of fifty statements, asked to stop, or with a clock that is off:
//! the next run ends where an undisturbed one does, and none has run twice.

use libtest_mimic::Failed;

use super::fresh;
use super::support::{self, Flavour, Ground, mysql};

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

/// Has something done to runs of them, each in a database that is empty.
fn with_each(flavour: Flavour, job: impl FnOnce(&std::path::Path, &mut dyn FnMut() -> Ground<'static>)) {
    let Some(server) = mysql(flavour) else { return };
    let folder = fifty();
    let state = |name: &str| {
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
    };
    let name = fresh("killed");
    job(folder.path(), &mut || {
        let name = name.clone();
        let url = server.database(&name, "");
        Ground { url, state: Box::new(move || state(&name)), lapse: Box::new(|| ()) }
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
