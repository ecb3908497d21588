//! Roles and grants, on a cluster with an authenticator and an authorizer.

use dbtool::engine::Connection;
use libtest_mimic::Failed;

use super::support::{CassandraServer, Project, block_on, canary_in_no_byte, cassandra, own_cassandra};
use super::{fresh, went};

/// What makes a server ask who one is and what one may.
const YAML: &str = "authenticator: PasswordAuthenticator\nauthorizer: CassandraAuthorizer\n\
                    role_manager: CassandraRoleManager\npermissions_validity: 0ms\nroles_validity: 0ms";

const SCHEMA: &str = "CREATE TABLE t (a int PRIMARY KEY, b int); CREATE TABLE gone (a int PRIMARY KEY);
CREATE MATERIALIZED VIEW m AS SELECT * FROM t WHERE a IS NOT NULL AND b IS NOT NULL PRIMARY KEY (b, a);
CREATE FUNCTION f (x int, y map<text, int>) CALLED ON NULL INPUT RETURNS int LANGUAGE java AS 'return 1;';
CREATE FUNCTION plus (a int, b int) CALLED ON NULL INPUT RETURNS int LANGUAGE java AS 'return a + b;';
CREATE AGGREGATE agg(int) SFUNC plus STYPE int;
CREATE ROLE app WITH PASSWORD = 'hush-it' AND LOGIN = true; CREATE ROLE \"Big one\"; CREATE ROLE boss WITH SUPERUSER = true";

const CONFIG: &str = "targets:\n  chat: {engine: cassandra, model: model.yaml, url: '${CHAT_URL}'}\n";
const MANAGED: &str =
    "targets:\n  chat: {engine: cassandra, model: model.yaml, url: '${CHAT_URL}', manage: {grants: true}}\n";

fn url(server: &CassandraServer, account: &str, keyspace: &str) -> String {
    server.url(keyspace).replace("//", &format!("//{account}@"))
}

/// What roles may do, but for those who may do everything, each as `role permission resource`.
fn listed(url: &str) -> Vec<String> {
    block_on(async {
        let mut session = Connection::open(url).await.unwrap();
        let rows = session.rows("LIST ALL PERMISSIONS").await.unwrap();
        session.close().await;
        let line = |row: &dbtool::engine::Row| {
            let cell = |index: usize| row.text(index).unwrap_or_default().to_owned();
            format!("{} {} {}", cell(0), cell(3), cell(2))
        };
        let mut lines: Vec<String> = rows.iter().map(line).filter(|line| !line.starts_with("cassandra ")).collect();
        lines.sort();
        lines
    })
}

fn run(url: &str, script: &str) {
    block_on(async {
        let mut session = Connection::open(url).await.unwrap();
        session.execute(script).await.unwrap();
        session.close().await;
    });
}

pub fn grants(version: usize) -> Result<(), Failed> {
    let Some(server) = own_cassandra(version, YAML) else { return Ok(()) };
    // Its first role is made a moment after it takes clients.
    let (name, begun) = (fresh("grants"), std::time::Instant::now());
    let system = url(&server, "cassandra:cassandra", "system_schema");
    while block_on(Connection::open(&system)).is_err() {
        assert!(begun.elapsed().as_secs() < 60, "its first role does not come");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    let simple = "WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}";
    run(&system, &format!("CREATE KEYSPACE {name} {simple}"));
    let admin = url(&server, "cassandra:cassandra", &name);
    run(&admin, SCHEMA);
    let project = Project::new(&[("dbtool.yaml", CONFIG)]);
    let at = |url: &str, line: &str| {
        let run = super::dbtool_in(project.path(), &line.split(' ').collect::<Vec<_>>(), &[("CHAT_URL", url)]);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(!said.contains("hush-it") && !said.contains("$2a$"), "a secret: {said}");
        run
    };
    let dbtool = |line: &str| at(&admin, line);

    // Nobody asked for them; then silence means none.
    run(&admin, "GRANT SELECT ON t TO app");
    let plain = went(dbtool("inspect chat"), "inspect")?;
    assert!(!plain.contains("grants") && !plain.contains("app"), "{plain}");
    project.write("model.yaml", &plain);
    assert_eq!(dbtool("diff chat --exit-code").ok(), "");
    project.write("dbtool.yaml", MANAGED);
    let planned = dbtool("diff chat --exit-code").failed_with(2);
    assert!(
        planned.contains("REVOKE SELECT ON TABLE t FROM app") && planned.contains("AUTHORIZATION_NARROWED"),
        "{planned}"
    );

    // On every level, and otherwise.
    let model = |keyspace: &str, tables: &str, functions: &str, t: &str, m: &str, f: &str, agg: &str| {
        let head = format!(
            "manage: {{grants: true}}\nkeyspace: {{grants: {{{keyspace}}}, table_grants: {{{tables}}}, function_grants: {{{functions}}}}}\n"
        );
        let sections = ["\ntables:", "\nfunctions:"].map(|key| plain.find(key).unwrap_or(plain.len()));
        let at = sections.into_iter().min().unwrap();
        let text = format!("{head}{}", &plain[at..]);
        let put = |text: String, key: &str, grants: &str| {
            let line = text.lines().find(|line| line.starts_with(&format!("  {key}"))).unwrap();
            text.replacen(line, &format!("{line}\n    grants: {{{grants}}}"), 1)
        };
        let text = put(put(text, "t:", t), "m:", m);
        put(put(text, "f(", f), "agg(", agg)
    };
    let first = model(
        "app: [select, create]",
        "Big one: [modify]",
        "app: [execute]",
        "Big one: [all permissions], cassandra: [all]",
        "app: [select]",
        "app: [execute]",
        "Big one: [execute, alter]",
    );
    project.write("model.yaml", &first);
    let planned = dbtool("diff chat --exit-code").failed_with(2);
    assert!(planned.contains("AUTHORIZATION_WIDENED"), "{planned}");
    went(dbtool("apply chat --yes"), "apply")?;
    let clean = dbtool("diff chat --exit-code");
    assert_eq!(clean.stdout, "");
    assert!(clean.stderr.contains("grants to superusers"), "{}", clean.stderr);
    let all: &[&str] = match version {
        0 => &["ALTER", "AUTHORIZE", "DROP", "MODIFY", "SELECT"],
        _ => &["ALTER", "AUTHORIZE", "DROP", "MODIFY", "SELECT", "SELECT_MASKED", "UNMASK"],
    };
    let mut expected: Vec<String> = all.iter().map(|word| format!("Big one {word} <table {name}.t>")).collect();
    expected.extend([
        format!("app SELECT <keyspace {name}>"),
        format!("app CREATE <keyspace {name}>"),
        format!("Big one MODIFY <all tables in {name}>"),
        format!("app EXECUTE <all functions in {name}>"),
        format!("app SELECT <table {name}.m>"),
        format!("app EXECUTE <function {name}.f(int, map<text, int>)>"),
        format!("Big one EXECUTE <function {name}.agg(int)>"),
        format!("Big one ALTER <function {name}.agg(int)>"),
    ]);
    expected.sort();
    assert_eq!(listed(&admin), expected);
    assert!(!planned.contains("scratch"), "{planned}");
    went(dbtool("inspect chat -o other.yaml"), "inspect")?;
    assert_eq!(dbtool("diff chat --exit-code --model other.yaml").ok(), "", "{}", project.read("other.yaml"));
    let script = dbtool("snapshot chat --style sql").ok();
    assert!(script.contains(&format!("GRANT EXECUTE ON FUNCTION {name}.f(int, map<text, int>) TO app")), "{script}");

    let second = model("app: [select]", "", "", "Big one: [select]", "", "app: [execute]", "Big one: [execute]");
    project.write("model.yaml", &second);
    went(dbtool("apply chat --yes"), "apply")?;
    assert_eq!(dbtool("diff chat --exit-code").ok(), "");
    assert_eq!(
        listed(&admin),
        [
            format!("Big one EXECUTE <function {name}.agg(int)>"),
            format!("Big one SELECT <table {name}.t>"),
            format!("app EXECUTE <function {name}.f(int, map<text, int>)>"),
            format!("app SELECT <keyspace {name}>"),
        ]
    );
    // A function that is made anew has what it had.
    let other = second.replacen("returns: int", "returns: bigint", 1).replacen("return 1;", "return 1L;", 1);
    project.write("model.yaml", &other);
    assert_ne!(second, project.read("model.yaml"));
    went(dbtool("apply chat --yes"), "apply")?;
    assert!(listed(&admin).contains(&format!("app EXECUTE <function {name}.f(int, map<text, int>)>")));

    // Whoever is not there, and what is no permission.
    project.write("model.yaml", &second.replacen("app: [select]", "nobody: [select]", 1));
    let refused = dbtool("apply chat --yes").failed(1);
    assert!(refused.contains("there is no role nobody") && refused.contains("model.yaml:"), "{refused}");
    project.write("model.yaml", &second.replacen("app: [select]", "app: [insert]", 1));
    let refused = dbtool("diff chat").failed(1);
    assert!(refused.contains("`insert` is no privilege") && refused.contains("SELECT_MASKED"), "{refused}");
    project.write("model.yaml", &second);
    let refused = at(&url(&server, "app:hush-it", &name), "inspect chat").failed(1);
    assert!(refused.contains("the grants of") && refused.contains("GRANT DESCRIBE ON ALL ROLES"), "{refused}");

    // Roles, with `--roles`.
    let roles =
        went(dbtool("inspect chat --roles -o model.yaml --force"), "inspect").map(|_| project.read("model.yaml"))?;
    assert!(
        roles.contains("login: true") && roles.contains("superuser: true") && !roles.contains("  cassandra"),
        "{roles}"
    );
    assert_eq!(dbtool("diff chat --roles --exit-code").ok(), "");
    let more =
        roles.replacen("  app:", "  teller: {member_of: {app:}}\n  app:", 1).replacen("login: true", "login: false", 1);
    let more = more.replacen("  boss:", "  boss: {member_of: {Big one:}}\n  former:", 1).replacen(
        "  former: {superuser: true}\n",
        "",
        1,
    );
    project.write("model.yaml", &more);
    let planned = dbtool("diff chat --roles --exit-code").failed_with(2);
    assert!(planned.contains("CREATE ROLE teller") && planned.contains("GRANT app TO teller"), "{planned}");
    went(dbtool("apply chat --roles --yes"), "apply")?;
    assert_eq!(dbtool("diff chat --roles --exit-code").ok(), "");
    project.write("model.yaml", &roles);
    let refused = dbtool("apply chat --roles --yes").failed(3);
    assert!(refused.contains("DROP ROLE teller"), "{refused}");
    went(dbtool("apply chat --roles --yes --allow all"), "apply")?;
    assert_eq!(dbtool("diff chat --roles --exit-code").ok(), "");
    project.write("model.yaml", &roles.replacen("login: true", "createdb: true", 1));
    let refused = dbtool("diff chat --roles").failed(1);
    assert!(refused.contains("knows no `createdb` of a role") && refused.contains("model.yaml:"), "{refused}");

    canary(&server, &system);

    // A cluster that asks nobody keeps none.
    let Some(open) = cassandra(version) else { return Ok(()) };
    let free = open.keyspace(&fresh("open"), "CREATE TABLE t (a int PRIMARY KEY)");
    let refused = at(&free, "inspect chat").failed(1);
    assert!(refused.contains("the grants of") && refused.contains("authorizer"), "{refused}");
    project.write("dbtool.yaml", CONFIG);
    went(at(&free, "inspect chat"), "inspect").map(|_| ())
}

/// A password is in no byte that is written, and in no program's words.
fn canary(server: &CassandraServer, system: &str) {
    let name = fresh("canary");
    let (admin, folder) = (url(server, "secret:hunter2%3A%40", &name), tempfile::tempdir().unwrap());
    run(
        system,
        &format!(
            "CREATE KEYSPACE {name} WITH replication = {{'class': 'SimpleStrategy', 'replication_factor': 1}};
             CREATE ROLE secret WITH PASSWORD = 'hunter2:@' AND LOGIN = true AND SUPERUSER = true"
        ),
    );
    let write = |file: &str, text: &str| std::fs::write(folder.path().join(file), text).unwrap();
    std::fs::create_dir(folder.path().join("m")).unwrap();
    write("model.yaml", "tables: {b: {columns: {id: int}, partition_key: [id]}}\n");
    write("m/1_a.up.sql", "CREATE TABLE a (id int PRIMARY KEY);\n");
    write("m/1_a.down.sql", "DROP TABLE a;\n");
    let slow: String = (0..20).map(|n| format!("CREATE TABLE slow{n} (id int PRIMARY KEY);\n")).collect();
    write("m/2_slow.up.sql", &format!("{slow}NONSENSE;\n"));
    let nowhere = format!("cassandra://secret:hunter2%3A@127.0.0.1:1/{name}");
    let history = || {
        let ask = format!("SELECT JSON version, description, success, execution_time FROM dbtool.{name}");
        block_on(async {
            let mut session = Connection::open(system).await.unwrap();
            let rows = session.rows(&ask).await.unwrap();
            session.close().await;
            rows.iter().filter_map(|row| row.text(0).map(str::to_owned)).collect::<Vec<_>>().join(" ")
        })
    };
    canary_in_no_byte("hunter2", "cassandra", folder.path(), [&admin, &nowhere], history);
}
