//! Sequences: MariaDB's are renamed under what names them, keep their numbers, and are granted on; MySQL has none.

use libtest_mimic::Failed;

use super::support::{Flavour, Project, block_on, mysql};
use super::{fresh, went};

const CONFIG: &str = "targets:\n  shop: {engine: mysql, model: model.yaml, migrations: migrations, url: '${SHOP_URL}', manage: {grants: true}}\n";

const FIRST: &str = "sequences:
  numbers: {cache: 5, comment: what is counted, grants: {USER@%: [select, insert]}}
tables:
  t: {columns: {id: {type: bigint, default: nextval(numbers)}, v: int}}
views:
  next: select nextval(numbers) AS n
";

pub fn sequences(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let (name, user) = (fresh("sequences"), fresh("counts"));
    let url = server.database(&name, &format!("CREATE USER {user}@'%'"));
    let first = FIRST.replace("USER", &user);
    let project = Project::new(&[("dbtool.yaml", CONFIG), ("model.yaml", &first)]);
    let dbtool =
        |line: &str| super::dbtool_in(project.path(), &line.split(' ').collect::<Vec<_>>(), &[("SHOP_URL", &url)]);
    if flavour == Flavour::Mysql {
        let refused = dbtool("diff shop").failed(1);
        assert!(refused.contains("model.yaml:2:3") && refused.contains("MySQL has no sequences"), "{refused}");
        return Ok(());
    }
    let rows = |sql: &str| {
        block_on(async {
            let mut session = dbtool::engine::mysql::Connection::open(&url).await.unwrap();
            let rows = session.texts(sql).await.unwrap();
            session.close().await;
            rows.iter().map(|row| row.text(0).unwrap_or_default().to_owned()).collect::<Vec<_>>()
        })
    };
    went(dbtool("migrate new shop first"), "the first")?;
    went(dbtool("migrate up shop"), "up")?;
    assert_eq!(went(dbtool("diff shop --exit-code"), "the second diff")?, "");
    let at_first = server.shown(&name);
    assert_eq!(rows("SELECT n FROM next"), ["1"]);

    let second = first
        .replace("numbers: {cache: 5", "counted: {renamed_from: numbers, min: 10, max: 900, cache: 7")
        .replace("numbers", "counted")
        .replace("renamed_from: counted", "renamed_from: numbers")
        .replace("what is counted", "another");
    project.write("model.yaml", &second);
    went(dbtool("migrate new shop second"), "the second")?;
    went(dbtool("migrate up shop"), "up")?;
    let clean = dbtool("diff shop --exit-code");
    assert!(!clean.stderr.contains("not model"), "no grant is left on the old name: {clean:?}");
    clean.ok();
    // The next one would have been one of those that are below the least now.
    assert_eq!(rows("SELECT n FROM next"), ["10"]);
    let granted = format!("SELECT Table_name FROM mysql.tables_priv WHERE User = '{user}'");
    assert_eq!(rows(&granted), ["counted"]);
    went(dbtool("migrate down shop"), "down")?;
    assert_eq!(server.shown(&name), at_first);
    assert_eq!(rows(&granted), ["numbers"]);

    // A document says nothing of which database it was read from, nor of how far the numbers have come.
    let document = ["snapshot", "--url", &url, "--style", "mysql"];
    let shown = went(super::dbtool(&document), "a document")?;
    assert!(shown.contains("CREATE SEQUENCE `numbers` start with 1 ") && shown.contains("cache 5"), "{shown}");
    assert!(shown.contains("DEFAULT nextval(`numbers`)") && !shown.contains(&format!("`{name}`")), "{shown}");
    project.write("model.yaml", &first.replace("cache: 5", "unlogged: true, owned_by: t.v"));
    let refused = dbtool("diff shop").failed(1);
    assert!(refused.contains("MariaDB knows no `owned_by` of a sequence: numbers"), "{refused}");
    Ok(())
}
