//! A server that wants TLS, passwords and certificates, reached by URLs and by what the server's own clients read of
//! the environment.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use libtest_mimic::Failed;

use super::support::{Flavour, MysqlServer, block_on, certificates, dbtool_in, server_with};

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
    write(
        "dbtool.yaml",
        "targets:\n  shop: {engine: mysql, url: '${SHOP_URL}', migrations: m, model: model.yaml}\n  \
         all: {engine: mysql, urls: ['${SHOP_URL}'], migrations: m, model: model.yaml}\n",
    );
    write("model.yaml", "tables: {reached: {columns: {id: int}}, a: {columns: {id: int}}, b: {columns: {id: int}}}\n");
    write("m/1_a.up.sql", "CREATE TABLE a (id int);\n");
    write("m/1_a.down.sql", "DROP TABLE a;\n");
    write("m/2_slow.up.sql", "DO SLEEP(2);\nNONSENSE;\n");
    let nowhere = format!("mysql://secret:hunter2%3A@127.0.0.1:1/shop?{}", url.split_once('?').unwrap().1);
    let mut all = String::new();
    for url in [url, &nowhere] {
        for line in [
            "migrate up shop -v --to 1",
            "migrate up all -v --log-format json --format json",
            "migrate status all",
            "migrate status shop --format json",
            "migrate repair shop 2 --reason x",
            "migrate down shop -v --to 0",
            "migrate baseline shop",
            "migrate new shop more",
            "migrate check shop",
            "diff shop --format json",
            "apply shop --yes --allow all -v",
            "inspect shop -o inspected.yaml",
            "snapshot shop --style json",
            "docs shop -o site",
            "doctor",
            "db url shop",
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            let run = dbtool_in(folder, &words, &[("SHOP_URL", url)]);
            all.push_str(&run.stdout);
            all.push_str(&run.stderr);
        }
    }
    assert!(all.len() > 2000, "the commands say something: {all}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbtool"));
    super::support::bare(&mut command);
    command.args(["migrate", "up", "shop", "--allow-out-of-order"]).env("SHOP_URL", url).current_dir(folder);
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    for _ in 0..10 {
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let words = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
            all.push_str(&String::from_utf8_lossy(&words));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    run.wait().unwrap();
    let mut open = vec![folder.to_owned()];
    while let Some(place) = open.pop() {
        for entry in std::fs::read_dir(place).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_dir() {
                all.push_str(&String::from_utf8_lossy(&std::fs::read(&path).unwrap()));
            } else if path != folder.join("server") {
                open.push(path);
            }
        }
    }
    let history = "SELECT CONCAT_WS(' ', version, description, success, execution_time) FROM _sqlx_migrations";
    all.push_str(&server.texts("shop", history).join(" "));
    let found = all.lines().find(|line| line.contains("hunter2"));
    assert_eq!(found, None);
}
