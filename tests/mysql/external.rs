//! Large tables are changed by another program.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use libtest_mimic::Failed;

use super::support::{Flavour, Run, block_on, dbtool_in, mysql, skip};
use super::{fresh, went};

const CONFIG: &str = "\
targets:
  shop:
    engine: mysql
    model: model.yaml
    migrations: migrations
    url: '${SHOP_URL}'
    external_alter:
      command: [./alter.sh, '{host}', '{port}', '{user}', '{database}', '{table}', '{alter}']
      over: 100kB
";

/// A stand-in for gh-ost: notes what it is told, and has the server do it.
const ALTER: &str = "\
#!/bin/sh
echo \"$4.$5: $6\" >> told
exec mariadb --no-defaults -h \"$1\" -P \"$2\" -u \"$3\" \"$4\" -e \"ALTER TABLE \\`$5\\` $6\"
";

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
    std::fs::set_permissions(folder.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
}

pub fn external(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    if !std::process::Command::new("mariadb").arg("--version").output().is_ok_and(|output| output.status.success()) {
        skip("no client `mariadb` here: no table was changed by another program");
        return Ok(());
    }
    let from = "CREATE TABLE `big-one` (id int PRIMARY KEY, text varchar(300) NOT NULL);\nCREATE TABLE small (id int PRIMARY KEY, text varchar(300) NOT NULL);\n";
    let name = fresh("external");
    let root = server.database(&name, from);
    let user = fresh("user");
    let identified = match flavour {
        Flavour::Mysql => "IDENTIFIED WITH mysql_native_password BY",
        Flavour::Mariadb => "IDENTIFIED BY",
    };
    let run = |sql: &str| {
        block_on(async {
            let mut session = dbtool::engine::mysql::Connection::open(&root).await.unwrap();
            session.execute_as(sql, sql).await.unwrap();
            session.close().await;
        });
    };
    run(&format!("CREATE USER {user}@'127.0.0.1' {identified} 'hush:it'; GRANT ALL ON *.* TO {user}@'127.0.0.1'"));
    run("INSERT INTO `big-one` VALUES (1, REPEAT('x', 300)), (2, REPEAT('x', 300))");
    for power in 1..10 {
        let more = 1 << power;
        run(&format!("INSERT INTO `big-one` SELECT id + {more}, text FROM `big-one`"));
    }
    run("ANALYZE TABLE `big-one`, small");
    let url = root.replace("root@", &format!("{user}:hush%3Ait@"));

    let project = tempfile::tempdir().unwrap();
    let folder = project.path();
    let dbtool = |line: &str| -> Run { dbtool_in(folder, &line.split(' ').collect::<Vec<_>>(), &[("SHOP_URL", &url)]) };
    let told = || std::fs::read_to_string(folder.join("told")).unwrap_or_default();
    write(folder, "dbtool.yaml", CONFIG);
    write(folder, "alter.sh", ALTER);
    std::fs::create_dir(folder.join("migrations")).unwrap();
    write(folder, "migrations/1_first.up.sql", from);
    went(dbtool("inspect shop -o model.yaml"), "inspect")?;
    went(dbtool("migrate baseline shop"), "baseline")?;
    let model = std::fs::read_to_string(folder.join("model.yaml")).unwrap();
    let model = model.replace("id: int", "id: bigint").replace("type: int", "type: bigint");
    write(folder, "model.yaml", &model);
    went(dbtool("migrate new wider"), "migrate new")?;
    // On a scratch database nothing is large.
    assert_eq!(told(), "");

    // What fails is told with the program's own words and what to do, and no password.
    write(folder, "alter.sh", "#!/bin/sh\necho \"no room for $MYSQL_PWD\" >&2\nexit 3\n");
    let failed = dbtool("migrate up").failed(1);
    assert!(failed.contains("alter.sh failed to alter big-one") && failed.contains("no room for ***"), "{failed}");
    assert!(failed.contains("help: look at what it says") && !failed.contains("hush"), "{failed}");
    // So is a program that says that it is done, and is not.
    write(folder, "alter.sh", "#!/bin/sh\nexit 0\n");
    let failed = dbtool("migrate up").failed(1);
    assert!(failed.contains("ended well, and big-one is as it was"), "{failed}");
    let (program, gone) = (ALTER.to_owned(), folder.join("alter.sh"));
    std::fs::remove_file(gone).unwrap();
    let failed = dbtool("migrate up").failed(1);
    assert!(failed.contains("alter.sh does not start"), "{failed}");
    // It goes on where it was, and the small table is changed by the server itself.
    write(folder, "alter.sh", &program);
    went(dbtool("migrate up"), "migrate up")?;
    assert_eq!(told(), format!("{name}.big-one: MODIFY COLUMN `id` bigint NOT NULL\n"));
    assert_eq!(went(dbtool("diff shop --exit-code"), "diff")?, "");

    // `apply` does likewise; what takes an instant is the server's.
    run("ANALYZE TABLE `big-one`, small");
    write(folder, "model.yaml", &model.replace("varchar(300)", "mediumtext"));
    went(dbtool("apply shop --yes"), "apply")?;
    assert!(told().lines().count() == 2 && told().contains("MODIFY COLUMN `text` mediumtext"), "{}", told());
    run("ANALYZE TABLE `big-one`");
    write(
        folder,
        "model.yaml",
        &model.replace("varchar(300)", "mediumtext").replace("    columns:", "    comment: large\n    columns:"),
    );
    let planned = went(dbtool("diff shop --format sql"), "diff")?;
    went(dbtool("apply shop --yes"), "apply")?;
    let instant = planned.contains("`big-one` ALGORITHM=INSTANT");
    assert_eq!(told().lines().count(), if instant { 2 } else { 3 }, "{planned}\n{}", told());
    assert_eq!(went(dbtool("diff shop --exit-code"), "diff")?, "");

    // What cannot be meant is refused where it is written.
    for (old, new, words) in [
        ("{alter}", "{password}", "a password does not stand in a command line"),
        ("{alter}", "{altr}", "there is nothing to put in for `{altr}`"),
        ("100kB", "much", "`much` is no size"),
        ("engine: mysql", "engine: postgresql", "`external_alter` is of MySQL and MariaDB"),
    ] {
        write(folder, "dbtool.yaml", &CONFIG.replace(old, new));
        let failed = dbtool("diff shop").failed(1);
        assert!(failed.contains(words) && failed.contains("dbtool.yaml:"), "{failed}");
    }
    Ok(())
}
