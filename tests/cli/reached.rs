//! A server that wants TLS, passwords and certificates, reached by all that `psql` is: the URL, the environment,
//! `.pgpass` and services.

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};

use crate::support::{Project, certificates, dbtool_in, psql};

/// What is set of the environment.
type Variables<'a> = &'a [(&'a str, &'a str)];

const PASSWORD: &str = "hunter2:@ \\";

/// Who may come in, and how.
const HBA: &str = "\
local all postgres trust
host all postgres 127.0.0.1/32 scram-sha-256
hostssl shop certain 127.0.0.1/32 cert
hostssl shop secret 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 reject
";

#[test]
fn by_tls_by_certificates_by_pgpass_and_by_services() {
    let project = Project::new(&[("dbtool.yaml", "targets: {app: {engine: postgresql}}\n")]);
    let folder = project.path();
    if !certificates(folder, "certain") {
        return;
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let admin = project.dbtool(&["db", "start", "app", "--port", &port.to_string()]).ok();
    let admin = admin.trim();
    let data = psql(admin, "SHOW data_directory");
    let data = std::path::Path::new(data.trim());
    let owner = std::fs::metadata(data).unwrap();
    for file in ["ca.pem", "node.pem", "node.key"] {
        let place = data.join(file);
        std::fs::copy(folder.join(file), &place).unwrap();
        std::fs::set_permissions(&place, Permissions::from_mode(0o600)).unwrap();
        chown(&place, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    std::fs::write(data.join("pg_hba.conf"), HBA).unwrap();
    let quoted = PASSWORD.replace('\\', "\\\\");
    for sql in [
        "ALTER SYSTEM SET ssl_ca_file = 'ca.pem'",
        "ALTER SYSTEM SET ssl_cert_file = 'node.pem'",
        "ALTER SYSTEM SET ssl_key_file = 'node.key'",
        "ALTER SYSTEM SET ssl = on",
        "CREATE DATABASE shop",
        "CREATE ROLE certain LOGIN",
        &format!("CREATE ROLE secret LOGIN PASSWORD E'{quoted}'"),
        "SELECT pg_reload_conf()",
    ] {
        psql(admin, sql);
    }
    psql(&format!("{}/shop", admin.rsplit_once('/').unwrap().0), "CREATE TABLE reached (id int)");

    let escaped = PASSWORD.replace('\\', "\\\\").replace(':', "\\:");
    let private = |name: &str, text: &str, mode: u32| {
        let path = project.write(name, text);
        std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        path.display().to_string()
    };
    let pass = private("pass", &format!("localhost:{port}:shop:secret:{escaped}\n"), 0o600);
    let open = private("open", &format!("*:*:*:*:{escaped}\n"), 0o644);
    let home = private("home/.pgpass", &format!("# mine\n*:{port}:*:secret:{escaped}\n"), 0o600);
    let home = home.strip_suffix("/.pgpass").unwrap();
    let services = project.write(
        "services",
        &format!(
            "[shop]\nhost=localhost\nport={port}\ndbname=shop\nuser=secret\npassword={PASSWORD}\nsslmode=verify-full\n\
             sslrootcert=ca.pem\n\n[certain]\nhost=localhost\nport={port}\ndbname=shop\nuser=certain\nsslmode=verify-full\n\
             sslrootcert=ca.pem\nsslcert=client.pem\nsslkey=client.key\nconnect_timeout=9\n"
        ),
    );
    let services = services.display().to_string();
    let run = |url: &str, environment: Variables<'_>| {
        // What this machine's user has in the home folder is no part of it.
        let mut all = vec![("HOME", "/nowhere")];
        all.extend_from_slice(environment);
        let run = dbtool_in(folder, &["inspect", "--url", url], &all);
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains("hunter2"), "{url}: {text}");
        }
        run
    };
    let verified =
        |user: &str| format!("postgresql://{user}@localhost:{port}/shop?sslmode=verify-full&sslrootcert=ca.pem");
    let (secret, certain) = (verified("secret"), verified("certain"));
    let certified = format!("{certain}&sslcert=client.pem&sslkey=client.key");
    let number = port.to_string();
    let all: [(&str, &str); 7] = [
        ("PGHOST", "localhost"),
        ("PGPORT", &number),
        ("PGUSER", "secret"),
        ("PGDATABASE", "shop"),
        ("PGPASSWORD", PASSWORD),
        ("PGSSLMODE", "verify-full"),
        ("PGSSLROOTCERT", "ca.pem"),
    ];
    let file = ("PGSERVICEFILE", services.as_str());
    let elsewhere = ("PGHOST", "nowhere.invalid");
    let reached: [(&str, Variables<'_>); 12] = [
        (&secret, &[("PGPASSWORD", PASSWORD)]),
        (&secret, &[("PGPASSFILE", &pass)]),
        (&secret, &[("HOME", home)]),
        (&secret.replace("verify-full", "require").replace("&sslrootcert=ca.pem", ""), &[("PGPASSFILE", &pass)]),
        (&format!("postgresql://secret@127.0.0.1:{port}/shop?sslmode=verify-ca&sslrootcert=ca.pem"), &[("HOME", home)]),
        (&certified, &[]),
        ("postgresql://", &all),
        // What a service says comes before the environment, and what the URL says before both.
        ("postgresql://?service=shop", &[file, elsewhere, ("PGUSER", "nobody")]),
        ("postgresql://", &[file, ("PGSERVICE", "shop")]),
        ("postgresql://", &[file, ("PGSERVICE", "certain")]),
        ("postgresql:///shop?service=certain", &[file, ("PGSERVICE", "nobody")]),
        (&format!("postgresql://secret@/?service=certain&servicefile={services}"), &[("HOME", home)]),
    ];
    for (url, environment) in reached {
        let shown = run(url, environment).ok();
        assert!(shown.contains("reached:"), "{url}: {shown}");
    }
    let refused: [(&str, Variables<'_>, &str); 9] = [
        (&secret, &[], "password"),
        // libpq passes over a file that others may read.
        (&secret, &[("PGPASSFILE", &open)], "password"),
        (&secret.replace("ca.pem", "other.pem"), &[("PGPASSFILE", &pass)], "certificate"),
        (&secret.replace("localhost", "127.0.0.1"), &[("HOME", home)], "certificate"),
        (&secret.replace("verify-full", "disable"), &[("HOME", home)], "pg_hba.conf"),
        (&certain, &[], "certificate"),
        (&certified.replace("certain@", "secret@"), &[], "password"),
        ("postgresql://?service=nobody", &[file], "there is no service nobody"),
        ("postgresql://?service=shop", &[("PGSERVICEFILE", "/nowhere/services")], "cannot read /nowhere/services"),
    ];
    for (url, environment, wanted) in refused {
        let said = run(url, environment).failed(1);
        assert!(said.contains(wanted), "{url}: `{wanted}`: {said}");
    }
    project.dbtool(&["db", "stop"]).ok();
}
