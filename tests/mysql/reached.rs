//! A server that wants TLS, passwords and certificates, reached by URLs and by what the server's own clients read of
//! the environment.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use libtest_mimic::Failed;

use super::support::{Flavour, MysqlServer, block_on, canary_in_no_byte, certificates, dbtool_in, server_with};

/// What is set of the environment.
type Variables<'a> = &'a [(&'a str, &'a str)];

const PASSWORD: &str = "hunter2:@ \\";

pub fn reached(flavour: Flavour) -> Result<(), Failed> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    if !certificates(folder.path(), "client") {
        return Ok(());
    }
    let place = folder.path().display();
    std::fs::set_permissions(folder.path().join("node.key"), Permissions::from_mode(0o644)).unwrap();
    let options = [
        format!("--ssl-ca={place}/ca.pem"),
        format!("--ssl-cert={place}/node.pem"),
        format!("--ssl-key={place}/node.key"),
    ];
    let Some(server) = server_with(flavour, folder.path(), &options) else { return Ok(()) };
    let root = server.database("shop", "CREATE TABLE reached (id int)");
    let port = server.port();
    block_on(async {
        let mut session = dbtool::engine::mysql::Connection::open(&root).await.unwrap();
        let quoted = PASSWORD.replace('\\', "\\\\");
        for sql in [
            format!("CREATE USER secret@'127.0.0.1' IDENTIFIED BY '{quoted}' REQUIRE SSL"),
            "CREATE USER certain@'127.0.0.1' REQUIRE X509".to_owned(),
            "GRANT ALL ON *.* TO secret@'127.0.0.1'".to_owned(),
            "GRANT ALL ON *.* TO certain@'127.0.0.1'".to_owned(),
        ] {
            session.execute_as(&sql, &sql).await.unwrap();
        }
        session.close().await;
    });
    let run = |url: &str, environment: Variables<'_>| {
        let run = dbtool_in(folder.path(), &["inspect", "--url", url], environment);
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains("hunter2"), "{url}: {text}");
        }
        run
    };
    let verified = |user: &str| format!("mysql://{user}@localhost:{port}/shop?ssl-mode=VERIFY_IDENTITY&ssl-ca=ca.pem");
    let (secret, certain) = (verified("secret"), verified("certain"));
    let certified = format!("{certain}&ssl-cert=client.pem&ssl-key=client.key");
    let written = secret.replacen("secret@", "secret:hunter2%3A%40%20%5C@", 1);
    let word = ("MYSQL_PWD", PASSWORD);
    let (number, socket) = (port.to_string(), folder.path().join("server/s").display().to_string());
    let local: [(&str, &str); 2] = [("MYSQL_HOST", "127.0.0.1"), ("MYSQL_TCP_PORT", &number)];
    let reached: [(&str, Variables<'_>); 8] = [
        (&written, &[]),
        (&secret, &[word]),
        (&secret.replace("VERIFY_IDENTITY", "VERIFY_CA").replace("localhost", "127.0.0.1"), &[word]),
        (&format!("mysql://secret@127.0.0.1:{port}/shop?ssl-mode=REQUIRED"), &[word]),
        (&format!("mysql://secret@127.0.0.1:{port}/shop"), &[word]),
        (&certified, &[]),
        ("mysql://secret@/shop", &[local[0], local[1], word]),
        ("mysql://root@/shop", &[("MYSQL_UNIX_PORT", &socket)]),
    ];
    for (url, environment) in reached {
        let shown = super::went(run(url, environment), url)?;
        assert!(shown.contains("reached:"), "{url}: {shown}");
    }
    let refused: [(&str, Variables<'_>, &str); 7] = [
        (&secret, &[], "ccess denied"),
        // What the URL says comes before the environment.
        (&secret.replacen("secret@", "secret:wrong@", 1), &[word], "ccess denied"),
        (&secret.replace("ca.pem", "other.pem"), &[word], "certificate"),
        (&secret.replace("localhost", "127.0.0.1"), &[word], "certificate"),
        (&secret.replace("VERIFY_IDENTITY", "DISABLED"), &[word], "ccess denied"),
        (&certain, &[], "ccess denied"),
        ("mysql://secret@/shop", &[("MYSQL_TCP_PORT", "many")], "MYSQL_TCP_PORT"),
    ];
    for (url, environment, wanted) in refused {
        let said = run(url, environment).failed(1);
        assert!(said.contains(wanted), "{url}: `{wanted}`: {said}");
    }
    canary(folder.path(), &server, &written);
    Ok(())
}

/// The password is in no byte that is written, and in no program's words.
fn canary(folder: &Path, server: &MysqlServer, url: &str) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    std::fs::create_dir(folder.join("m")).unwrap();
    write("model.yaml", "tables: {reached: {columns: {id: int}}, b: {columns: {id: int}}}\n");
    write("m/1_a.up.sql", "CREATE TABLE a (id int);\n");
    write("m/1_a.down.sql", "DROP TABLE a;\n");
    write("m/2_slow.up.sql", "DO SLEEP(2);\nNONSENSE;\n");
    let nowhere = format!("mysql://secret:hunter2%3A@127.0.0.1:1/shop?{}", url.split_once('?').unwrap().1);
    let history = "SELECT CONCAT_WS(' ', version, description, success, execution_time) FROM _sqlx_migrations";
    canary_in_no_byte("hunter2", "mysql", folder, [url, &nowhere], || server.texts("shop", history).join(" "));
}
