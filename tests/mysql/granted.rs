//! Grants in migrations: written up and down, run on a scratch database, of which nothing stays.

use libtest_mimic::Failed;

use super::grants::{rows, shown};
use super::support::{Flavour, Project, block_on, mysql};
use super::{fresh, went};

const CONFIG: &str =
    "targets:\n  shop: {engine: mysql, model: model.yaml, migrations: migrations, url: '${SHOP_URL}'}\n";

const FIRST: &str = "manage: {grants: true}
database: {grants: {USER@%: [show view, create temporary tables]}}
tables:
  t:
    grants: {ROLE: [select, insert]}
    columns:
      a: int not null
      b: {type: int, grants: {USER@%: [update]}}
      c: {type: int, grants: {USER@%: [select]}}
    primary_key: [a]
functions:
  f(): {returns: int, deterministic: true, body: RETURN 1, grants: {USER@%: [execute]}}
";

pub fn migrated(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let (name, user) = (fresh("gr_nted"), fresh("app"));
    let role = format!("{user}_role");
    let url = server.database(&name, "");
    let run = |sql: &str| {
        block_on(async {
            let mut session = dbtool::engine::mysql::Connection::open(&url).await.unwrap();
            session.execute_as(sql, sql).await.unwrap();
            session.close().await;
        });
    };
    run(&format!("CREATE USER {user}@'%'; CREATE ROLE {role}"));
    let account = format!("{user}@'%'");
    let there = || shown(server, &[account.as_str(), role.as_str()]);
    let first = FIRST.replace("USER", &user).replace("ROLE", &role);
    let project = Project::new(&[("dbtool.yaml", CONFIG), ("model.yaml", &first)]);
    let dbtool =
        |line: &str| super::dbtool_in(project.path(), &line.split(' ').collect::<Vec<_>>(), &[("SHOP_URL", &url)]);

    let files = went(dbtool("migrate new shop first"), "the first")?;
    let text = |files: &str, ending: &str| {
        let path = files.lines().find(|line| line.ends_with(ending)).unwrap();
        project.read(path)
    };
    let (up, down) = (text(&files, "up.sql"), text(&files, "down.sql"));
    assert!(up.contains("DATABASE()") && !up.contains(&name), "{up}");
    assert!(up.contains("GRANT INSERT, SELECT ON TABLE `t`"), "{up}");
    assert!(up.contains("GRANT UPDATE (`b`) ON TABLE `t`"), "{up}");
    assert!(up.contains("GRANT EXECUTE ON FUNCTION `f`"), "{up}");
    assert!(down.contains("REVOKE") && down.contains("DATABASE()"), "what stays without the database:\n{down}");
    went(dbtool("migrate up shop"), "up")?;
    went(dbtool("migrate check shop"), "check")?;
    assert_eq!(dbtool("diff shop --exit-code").ok(), "");
    let at_first = there();
    assert_eq!(at_first.lines().count(), 4, "{at_first}");
    // No other database whose name is like that one's.
    let on = || rows(server, &format!("SELECT Db FROM mysql.db WHERE User = '{user}'"));
    assert_eq!(on(), [name.replace('_', "\\_")]);

    // Otherwise, under another name, without a column, with a routine made anew.
    let second = first
        .replace("  t:\n", "  t2:\n    renamed_from: t\n")
        .replace("[select, insert]", "[select, delete, grant option]")
        .replace(&format!("      c: {{type: int, grants: {{{user}@%: [select]}}}}\n"), "")
        .replace("RETURN 1", "RETURN 2")
        .replace("show view, ", "");
    project.write("model.yaml", &second);
    let planned = dbtool("migrate new shop second --dry-run --format text").ok();
    assert!(planned.contains("AUTHORIZATION_NARROWED") && planned.contains("AUTHORIZATION_WIDENED"), "{planned}");
    let files = went(dbtool("migrate new shop second --allow all"), "the second")?;
    went(dbtool("migrate up shop"), "up")?;
    went(dbtool("migrate check shop"), "check")?;
    let clean = dbtool("diff shop --exit-code");
    assert!(!clean.stderr.contains("not model"), "nothing is left on the old name: {clean:?}");
    clean.ok();
    assert!(!there().contains(&format!("{name}.t ")), "{}\n{}", text(&files, "up.sql"), there());
    let at_second = there();
    went(dbtool("migrate down shop"), "down")?;
    // The column came back without its values, and all that was granted with it.
    assert_eq!(there(), at_first, "{}", text(&files, "down.sql"));
    went(dbtool("migrate up shop"), "up again")?;
    assert_eq!(there(), at_second);

    // Nobody is granted anything in a migration that the model does not ask for.
    let silent = "tables:\n  t2: {columns: {a: int not null, b: int}, primary_key: [a]}\n\
                  functions:\n  f(): {returns: int, deterministic: true, body: RETURN 3}\n";
    project.write("model.yaml", silent);
    let files = went(dbtool("migrate new shop third --allow all"), "the third")?;
    assert!(!text(&files, "up.sql").contains("GRANT"), "{}", text(&files, "up.sql"));

    // What a name that is gone still has is told, where grants count, and to nobody else.
    project.write("model.yaml", &second);
    for path in files.lines() {
        std::fs::remove_file(project.path().join(path)).unwrap();
    }
    run(&format!("CREATE TABLE gone (a int); GRANT INSERT ON gone TO {account}; DROP TABLE gone"));
    let told = dbtool("diff shop");
    assert!(told.stderr.contains("INSERT on table gone, which is gone"), "{told:?}");
    assert!(dbtool("--strict diff shop").code != Some(0));
    let told = dbtool("inspect shop");
    assert!(!told.stderr.contains("gone"), "{told:?}");
    project.write("dbtool.yaml", &CONFIG.replace("url:", "manage: {grants: true}, url:"));
    let told = dbtool("inspect shop");
    assert!(told.stderr.contains("INSERT on table gone, which is gone"), "{told:?}");

    // What is not of the scratch database is never run there.
    project.write("migrations/20990101000000_all.up.sql", &format!("GRANT SELECT ON *.* TO {account};\n"));
    let refused = dbtool("migrate check shop").failed_with(2);
    assert!(refused.contains("reaches beyond the scratch database"), "{refused}");
    assert!(!there().contains("*.*"), "{}", there());

    // Nothing stays of the scratch databases.
    let elsewhere = format!(
        "SELECT DISTINCT Db FROM (SELECT Db, User FROM mysql.db UNION SELECT Db, User FROM mysql.tables_priv \
         UNION SELECT Db, User FROM mysql.columns_priv UNION SELECT Db, User FROM mysql.procs_priv) x \
         WHERE User LIKE '{user}%' AND Db NOT IN ('{name}', '{}')",
        name.replace('_', "\\\\_")
    );
    assert_eq!(rows(server, &elsewhere), Vec::<String>::new());
    Ok(())
}
