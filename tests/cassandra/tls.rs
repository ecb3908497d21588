//! TLS to a cluster: what is trusted goes, and what is not is refused with the reason and the remedy.

use std::path::Path;
use std::process::Command;

use dbtool::engine::Connection;
use libtest_mimic::Failed;

use super::support::{self, cassandra};

/// What the server reads certificates from; whether there was what makes it.
fn stores(folder: &Path) -> bool {
    let script = r#"set -e
openssl pkcs12 -export -in node.pem -inkey node.key -certfile ca.pem -out node.p12 -passout pass:cassandra
keytool -importcert -noprompt -alias ca -file ca.pem -keystore trust.p12 -storetype PKCS12 -storepass cassandra
"#;
    let made = Command::new("sh").args(["-c", script]).current_dir(folder).output();
    made.is_ok_and(|output| output.status.success())
}

pub fn tls(version: usize) -> Result<(), Failed> {
    let Some(plain) = cassandra(version) else { return Ok(()) };
    let folder = tempfile::tempdir().unwrap();
    if !support::certificates(folder.path(), "client") {
        return Ok(());
    }
    if !stores(folder.path()) {
        support::skip("no keytool here: TLS to Cassandra is not tried");
        return Ok(());
    }
    let place = folder.path().display();
    let options = format!(
        "client_encryption_options:\n  enabled: true\n  optional: false\n  keystore: {place}/node.p12\n  \
         keystore_password: cassandra\n  require_client_auth: true\n  truststore: {place}/trust.p12\n  \
         truststore_password: cassandra\n  store_type: PKCS12"
    );
    let Some(server) = support::own_cassandra(version, &options) else { return Ok(()) };
    let port = server.port();
    let url = |host: &str, keyspace: &str, query: &str| format!("cassandra://{host}:{port}/{keyspace}?{query}");
    let own = "sslcert=client.pem&sslkey=client.key";
    support::block_on(async {
        let query = format!(
            "sslmode=verify-full&sslrootcert={place}/ca.pem&sslcert={place}/client.pem&sslkey={place}/client.key"
        );
        let mut admin = Connection::open(&url("localhost", "system", &query)).await.unwrap();
        let keyspace = "CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}";
        admin.execute(keyspace).await.unwrap();
        admin.close().await;
    });
    std::fs::write(folder.path().join("model.yaml"), "tables: {t: {columns: {a: int}, partition_key: [a]}}\n").unwrap();
    std::fs::create_dir(folder.path().join("m")).unwrap();
    std::fs::write(folder.path().join("m/1_u.up.sql"), "CREATE TABLE u (a int PRIMARY KEY);\n").unwrap();
    let run = |words: &[&str], url: &str| support::dbtool_in(folder.path(), &[words, &["--url", url]].concat(), &[]);

    // Paths are from where it runs.
    let full = url("localhost", "k", &format!("sslmode=verify-full&sslrootcert=ca.pem&{own}"));
    super::went(run(&["apply", "--model", "model.yaml", "--yes"], &full), "apply")?;
    super::went(run(&["migrate", "up", "--migrations", "m"], &full), "migrate up")?;
    for (host, query) in [
        ("127.0.0.1", format!("sslmode=verify-ca&sslrootcert=ca.pem&{own}")),
        ("127.0.0.1", format!("sslmode=require&{own}")),
        ("localhost,127.0.0.1", format!("sslmode=verify-ca&sslrootcert=ca.pem&{own}")),
    ] {
        let host = host.replace(',', &format!(":{port},"));
        let shown = super::went(run(&["inspect"], &url(&host, "k", &query)), &query)?;
        assert!(shown.contains("u:"), "{shown}");
    }

    let plain = plain.url("system");
    for (url, reason, remedy) in [
        (
            url("localhost", "k", &format!("sslmode=verify-full&sslrootcert=other.pem&{own}")),
            "signed by nobody who is trusted",
            "sslrootcert=FILE",
        ),
        // The system's own authorities did not sign it either.
        (
            url("localhost", "k", &format!("sslmode=verify-ca&{own}")),
            "signed by nobody who is trusted",
            "sslrootcert=FILE",
        ),
        (
            url("localhost", "k", &format!("sslmode=require&sslrootcert=other.pem&{own}")),
            "signed by nobody who is trusted",
            "sslrootcert=FILE",
        ),
        (
            url("127.0.0.1", "k", &format!("sslmode=verify-full&sslrootcert=ca.pem&{own}")),
            "of another host",
            "sslmode=verify-ca",
        ),
        (url("localhost", "k", "sslmode=verify-full&sslrootcert=ca.pem"), "cannot connect to", "sslcert"),
        (url("localhost", "k", ""), "cannot connect to", "it speaks TLS there and nothing else"),
        (
            url("localhost", "k", &format!("sslmode=require&sslrootcert=nowhere.pem&{own}")),
            "cannot read nowhere.pem",
            "from the folder that dbtool runs in",
        ),
        (
            url("localhost", "k", "sslmode=require&sslcert=client.pem&sslkey=other.key"),
            "client.pem and other.key do not go together",
            "the key that it was made for",
        ),
        (
            url("localhost", "k", "sslmode=require&sslcert=client.key&sslkey=client.key"),
            "client.key holds no certificate",
            "-----BEGIN",
        ),
        (format!("{plain}?sslmode=require"), "cannot connect to", "does the node speak TLS there"),
    ] {
        let said = run(&["inspect"], &url).failed(1);
        assert!(said.contains(reason) && said.contains(remedy), "{url}: {said}");
    }
    Ok(())
}
