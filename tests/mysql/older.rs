//! MySQL 5.7, which is read and not changed.

use libtest_mimic::Failed;

use super::support::{Flavour, Project, block_on, mysql, mysql57};
use super::{fresh, same, went};

const SCHEMA: &str = include_str!("older.sql");

const CONFIG: &str =
    "targets:\n  shop: {engine: mysql, model: model.yaml, migrations: migrations, url: '${SHOP_URL}'}\n";

pub fn read_only() -> Result<(), Failed> {
    let Some(server) = mysql57() else { return Ok(()) };
    let (name, again) = (fresh("older"), fresh("older_again"));
    let url = server.database(&name, SCHEMA);
    let project = Project::new(&[("dbtool.yaml", CONFIG), ("migrations/1_x.up.sql", "CREATE TABLE x (a int);\n")]);
    let dbtool = |line: &str, url: &str| {
        super::dbtool_in(project.path(), &line.split(' ').collect::<Vec<_>>(), &[("SHOP_URL", url)])
    };
    // The model holds all of it: made again from that, the server shows the same to the letter.
    went(dbtool("inspect shop --strict -o model.yaml", &url), "inspect")?;
    assert_eq!(dbtool("diff shop --exit-code", &url).ok(), "");
    let script = went(dbtool("snapshot shop --style sql", &url), "snapshot")?;
    let other = server.database(&again, "");
    block_on(async {
        let mut session = dbtool::engine::mysql::Connection::open(&other).await.unwrap();
        session.execute_as(&script, &script).await.unwrap();
        session.close().await;
    });
    same(server, &again, &name)?;
    for style in ["listing", "dictionary", "mermaid", "mermaid-er", "dbml", "plantuml", "graphviz", "json", "markdown"]
    {
        let text = went(dbtool(&format!("snapshot shop --style {style}"), &url), style)?;
        assert!(text.contains("price"), "{style}:\n{text}");
    }
    went(dbtool("docs shop -o site", &url), "docs")?;

    // What would be changed is told, as statements; none is run.
    let model = project.read("model.yaml");
    let changed = model.replacen("decimal(10,2) unsigned", "decimal(12,2) unsigned", 1);
    assert_ne!(changed, model);
    let changed = changed.replacen("  p:\n", "  p:\n    checks: {positive: id > 0}\n", 1);
    project.write("model.yaml", &changed);
    let plan = dbtool("diff shop --format sql", &url);
    assert!(plan.stdout.contains("MODIFY COLUMN `price` decimal(12,2) unsigned"), "{plan:?}");
    assert!(plan.stderr.contains("MySQL 5.7 reads over check constraints"), "{plan:?}");
    let before = server.shown(&name);
    for line in ["apply shop --yes", "migrate up shop", "migrate baseline shop"] {
        let refused = dbtool(line, &url).failed(1);
        assert!(refused.contains("MySQL 5.7 is read here, and not changed"), "{line}: {refused}");
        assert!(refused.contains("MySQL 8.0") && refused.contains("diff --format sql"), "{line}: {refused}");
    }
    assert_eq!(server.shown(&name), before);

    // It is a way to a server that is supported.
    let Some(newer) = mysql(Flavour::Mysql) else { return Ok(()) };
    let target = newer.database(&fresh("newer"), "");
    project.write("model.yaml", &model);
    went(dbtool("apply shop --yes", &target), "apply")?;
    assert_eq!(dbtool("diff shop --exit-code", &target).ok(), "");
    Ok(())
}
