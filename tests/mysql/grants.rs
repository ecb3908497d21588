//! Grants: written by the server's own tables, compared where the model says so, never on a scratch database.

use libtest_mimic::Failed;

use super::support::{Flavour, MysqlServer, Project, block_on, mysql};
use super::{fresh, went};

const SCHEMA: &str = "CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE TABLE gone (a int PRIMARY KEY);
CREATE VIEW v AS SELECT a FROM t;
CREATE PROCEDURE p() SELECT 1;
CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1;";

const CONFIG: &str = "targets:\n  shop: {engine: mysql, model: model.yaml, url: '${SHOP_URL}'}\n";
const MANAGED: &str =
    "targets:\n  shop: {engine: mysql, model: model.yaml, url: '${SHOP_URL}', manage: {grants: true}}\n";

/// What the accounts have, in the server's words, without what it says of passwords.
pub fn shown(server: &MysqlServer, accounts: &[&str]) -> String {
    let mut lines = Vec::new();
    block_on(async {
        let mut session = dbtool::engine::mysql::Connection::open(&server.url("mysql")).await.unwrap();
        for account in accounts {
            let rows = session.texts(&format!("SHOW GRANTS FOR {account}")).await.unwrap();
            let grants = rows.iter().filter_map(|row| row.text(0)).filter(|line| !line.starts_with("GRANT USAGE"));
            let mut own: Vec<String> = grants.map(|line| line.replace('`', "")).collect();
            own.sort();
            lines.extend(own);
        }
        session.close().await;
    });
    lines.join("\n")
}

pub fn rows(server: &MysqlServer, sql: &str) -> Vec<String> {
    block_on(async {
        let mut session = dbtool::engine::mysql::Connection::open(&server.url("mysql")).await.unwrap();
        let rows = session.texts(sql).await.unwrap();
        session.close().await;
        rows.iter().filter_map(|row| row.text(0).map(str::to_owned)).collect()
    })
}

pub fn grants(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    // An underscore is a wildcard in what a grant on a database names.
    let (name, user) = (fresh("gr_nts"), fresh("app"));
    let (other, role) = (format!("{user}'s"), format!("{user}_role"));
    let url = server.database(&name, SCHEMA);
    let run = |sql: &str| {
        block_on(async {
            let mut session = dbtool::engine::mysql::Connection::open(&url).await.unwrap();
            session.execute_as(sql, sql).await.unwrap();
            session.close().await;
        });
    };
    let quoted = format!("'{}'@'10.%'", other.replace('\'', "''"));
    run(&format!("CREATE USER {user}@'%' IDENTIFIED BY 'hush-it'; CREATE USER {quoted}; CREATE ROLE {role}"));
    let account = format!("{user}@'%'");
    let all = [account.as_str(), quoted.as_str(), role.as_str()];
    let at = match flavour {
        Flavour::Mysql => "@%",
        Flavour::Mariadb => "",
    };
    let project = Project::new(&[("dbtool.yaml", CONFIG)]);
    let dbtool = |line: &str| {
        let run = super::dbtool_in(project.path(), &line.split(' ').collect::<Vec<_>>(), &[("SHOP_URL", &url)]);
        assert!(!format!("{}{}", run.stdout, run.stderr).contains("hush-it"), "{run:?}");
        run
    };

    // By hand, as most do it, and with the name spelled out.
    run(&format!("GRANT ALL ON `{name}`.* TO {account}; GRANT SELECT ON t TO {role}"));
    let plain = went(dbtool("inspect shop"), "inspect")?;
    assert!(!plain.contains("grants"), "nobody asked for them:\n{plain}");
    project.write("model.yaml", &plain);
    assert_eq!(dbtool("diff shop --exit-code").ok(), "");
    project.write("dbtool.yaml", MANAGED);
    let drift = dbtool("diff shop --format sql").ok();
    assert!(drift.contains("REVOKE ALTER, ALTER ROUTINE, CREATE"), "silence means none:\n{drift}");
    assert!(drift.contains(&format!("ON `{name}`.* FROM '{user}'@'%'")), "as it is granted:\n{drift}");
    let managed = went(dbtool("inspect shop -o model.yaml --force"), "inspect").map(|_| project.read("model.yaml"))?;
    assert!(managed.contains("grants: true"), "{managed}");
    assert!(managed.contains(&format!("{user}@%: [ALL PRIVILEGES]")), "{managed}");
    assert!(managed.contains(&format!("{role}{at}: [SELECT]")), "{managed}");
    assert_eq!(dbtool("diff shop --exit-code").ok(), "");
    let json = dbtool("diff shop --format json").ok();
    assert!(!json.contains("REVOKE"), "{json}");

    // From nothing to something on every level, and to something else.
    run(&format!("REVOKE ALL ON `{name}`.* FROM {account}; REVOKE SELECT ON t FROM {role}"));
    let model = |database: &str, t: &str, b: &str, v: &str, p: &str, f: &str| {
        let rights = format!("manage: {{grants: true}}\ndatabase: {{grants: {{{database}}}}}\n");
        let text = plain.split_once("tables:").map(|(_, rest)| format!("{rights}tables:{rest}")).unwrap();
        let text = text.replacen("  t:\n", &format!("  t:\n    grants: {{{t}}}\n"), 1);
        let text = text.replacen("      b: int\n", &format!("      b: {{type: int, grants: {{{b}}}}}\n"), 1);
        let query = text.lines().find(|line| line.trim_start().starts_with("v: ")).unwrap().to_owned();
        let long =
            query.replacen("v: ", &format!("v: {{grants: {{{v}}}, columns: {{a: {{grants: {{{v}}}}}}}, query: '"), 1);
        let text = text.replacen(&query, &format!("{long}'}}"), 1);
        let text = text.replacen("  f():\n", &format!("  f():\n    grants: {{{f}}}\n"), 1);
        text.replacen("  p():\n", &format!("  p():\n    grants: {{{p}}}\n"), 1)
    };
    let first = model(
        &format!("{user}@%: [all, grant option], \"{quoted}\": [select]"),
        &format!("{role}: [SELECT, insert]"),
        &format!("{role}: [select, Update]"),
        &format!("{user}: [select]"),
        &format!("{role}: [execute]"),
        &format!("{user}: [execute, alter routine, grant option]"),
    );
    project.write("model.yaml", &first);
    let planned = dbtool("diff shop --exit-code").failed_with(2);
    assert!(planned.contains("AUTHORIZATION_WIDENED"), "{planned}");
    went(dbtool("apply shop --yes"), "apply")?;
    assert_eq!(dbtool("diff shop --exit-code").ok(), "");
    let there = shown(server, &all);
    let of = |lines: &[String]| lines.join("\n");
    let database = name.replace('_', "\\_");
    let at_role = match flavour {
        Flavour::Mysql => format!("{role}@%"),
        Flavour::Mariadb => role.clone(),
    };
    assert_eq!(
        there,
        of(&[
            format!("GRANT ALL PRIVILEGES ON {database}.* TO {user}@% WITH GRANT OPTION"),
            format!("GRANT EXECUTE, ALTER ROUTINE ON FUNCTION {name}.f TO {user}@% WITH GRANT OPTION"),
            format!("GRANT SELECT, SELECT (a) ON {name}.v TO {user}@%"),
            format!("GRANT SELECT ON {database}.* TO {other}@10.%"),
            format!("GRANT EXECUTE ON PROCEDURE {name}.p TO {at_role}"),
            format!("GRANT SELECT, SELECT (b), INSERT, UPDATE (b) ON {name}.t TO {at_role}"),
        ])
    );
    let written = went(dbtool("inspect shop"), "inspect")?;
    assert!(written.contains("[ALL PRIVILEGES, GRANT OPTION]"), "{written}");
    project.write("other.yaml", &written);
    assert_eq!(dbtool("diff shop --exit-code --model other.yaml").ok(), "");
    assert_eq!(dbtool("diff shop --exit-code --from live --to other.yaml").ok(), "");
    assert_eq!(dbtool("diff shop --exit-code --from other.yaml --to live").ok(), "");

    // Documents show them.
    let script = dbtool("snapshot shop --style sql").ok();
    assert!(script.contains(&format!("GRANT EXECUTE ON PROCEDURE `p` TO '{role}'")), "{script}");
    assert!(script.contains(&format!("GRANT SELECT ON `{database}`.* TO")), "{script}");
    went(dbtool("docs shop -o site"), "docs")?;
    let tells = |text: String| text.contains(&role) && text.contains("EXECUTE");
    let pages = walk(&project.path().join("site"));
    let told = pages.iter().any(|page| std::fs::read_to_string(page).is_ok_and(tells));
    assert!(told, "no page shows who may call what");

    // Less, more and otherwise, with the table under another name, another gone, and the function made anew.
    let second = model(
        &format!("{user}@%: [SELECT, LOCK TABLES]"),
        &format!("{role}: [SELECT, DELETE, GRANT OPTION]"),
        &format!("{role}: [insert, Update]"),
        &format!("{user}: [select]"),
        "",
        &format!("{user}: [execute]"),
    );
    let second = second.replacen("  t:\n", "  t2:\n    renamed_from: t\n", 1).replace("RETURN 1", "RETURN 2");
    let second = second.replace("`t`", "`t2`");
    project.write("model.yaml", &second);
    let planned = dbtool("diff shop --exit-code").failed_with(2);
    assert!(planned.contains("AUTHORIZATION_NARROWED") && planned.contains("REVOKE"), "{planned}");
    went(dbtool("apply shop --yes"), "apply")?;
    assert_eq!(dbtool("diff shop --exit-code").ok(), "");
    assert_eq!(
        shown(server, &all)
            .lines()
            .filter(|line| !line.contains(&format!(" {name}.t ")))
            .collect::<Vec<_>>()
            .join("\n"),
        of(&[
            format!("GRANT EXECUTE ON FUNCTION {name}.f TO {user}@%"),
            format!("GRANT SELECT, LOCK TABLES ON {database}.* TO {user}@%"),
            format!("GRANT SELECT, SELECT (a) ON {name}.v TO {user}@%"),
            format!("GRANT SELECT, INSERT (b), UPDATE (b), DELETE ON {name}.t2 TO {at_role} WITH GRANT OPTION"),
        ])
    );
    // What is granted on a table that goes would wait for the next of its name.
    run(&format!("GRANT SELECT ON gone TO {role}"));
    let text = project.read("model.yaml");
    let (head, rest) = text.split_once("  gone:\n").unwrap();
    let rest = rest.split_once("\n  t2:").map(|(_, rest)| format!("  t2:{rest}")).unwrap();
    project.write("model.yaml", &format!("{head}{rest}"));
    went(dbtool("apply shop --yes --allow all"), "apply")?;
    assert!(!shown(server, &all).contains(".gone"), "{}", shown(server, &all));

    // Whoever is not there is named before anything runs.
    let unknown = second.replacen(&format!("{user}@%: [SELECT, LOCK TABLES]"), "nobody@%: [SELECT]", 1);
    project.write("model.yaml", &unknown);
    let refused = dbtool("apply shop --yes").failed(1);
    assert!(refused.contains("no account or role 'nobody'@'%'") && refused.contains("model.yaml:"), "{refused}");
    assert_eq!(rows(server, "SELECT User FROM mysql.user WHERE User = 'nobody'"), Vec::<String>::new());
    let whole = format!("{user}@%: [SELECT, LOCK TABLES]");
    for (old, new, words) in [
        ("[SELECT, LOCK TABLES]", "[SELEC]", "did you mean `SELECT`"),
        ("[SELECT, LOCK TABLES]", "{privileges: [SELECT], grantable: [SELECT]}", "`GRANT OPTION`"),
        (whole.as_str(), "\"'x@%\": [SELECT]", "names no account"),
    ] {
        project.write("model.yaml", &second.replacen(old, new, 1));
        let refused = dbtool("diff shop").failed(1);
        assert!(refused.contains(words) && refused.contains("model.yaml:"), "{refused}");
    }

    // Who may not see the grants is told so, where they count.
    project.write("model.yaml", &second);
    run(&format!("GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON `{database}`.* TO {account}"));
    let reader = url.replace("root@", &format!("{user}:hush-it@"));
    let ask = |line: &str| {
        super::dbtool_in(project.path(), &line.split(' ').collect::<Vec<_>>(), &[("SHOP_URL", reader.as_str())])
    };
    let refused = ask("inspect shop").failed(1);
    assert!(refused.contains("the grants of") && refused.contains("GRANT SELECT ON mysql.*"), "{refused}");
    project.write("dbtool.yaml", CONFIG);
    assert_eq!(ask("inspect shop").code, Some(0));

    // Nothing was granted on a scratch database.
    let elsewhere = format!(
        "SELECT DISTINCT Db FROM (SELECT Db, User FROM mysql.db UNION SELECT Db, User FROM mysql.tables_priv \
         UNION SELECT Db, User FROM mysql.procs_priv) x WHERE User LIKE '{user}%' AND Db NOT IN ('{name}', '{}')",
        name.replace('_', "\\\\_")
    );
    assert_eq!(rows(server, &elsewhere), Vec::<String>::new());
    Ok(())
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}
