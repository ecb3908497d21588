//! Citus: what is told to it is what is read back, on a stand-in of its catalogs and functions
//! (`tests/citus/standin.sql`), and on the cluster whose coordinator `DBTOOL_TEST_CITUS_URL` names.

use std::path::Path;

use crate::support::{Project, Run, TestDatabase, dbtool_in, psql, psql_file, server, skip};

/// A system of guilds with all sorts of distribution.
const FIRST: &str = "\
schemas:
  dbtool_chat:
    tables:
      users: {comment: all, columns: {id: {type: bigint, comment: one}, name: text}, primary_key: [id], citus: reference}
      guilds:
        columns: {id: bigint, name: {type: text, not_null: true}}
        primary_key: [id]
        citus: {distributed_by: id, shards: 4}
      members:
        columns: {guild_id: bigint, user_id: bigint, joined: {type: date, not_null: true, default: current_date}}
        primary_key: [guild_id, user_id]
        foreign_keys:
          members_guild: {columns: [guild_id], references: dbtool_chat.guilds(id), on_delete: cascade}
          members_user: {columns: [user_id], references: dbtool_chat.users(id)}
        indexes: {members_user_id_idx: [user_id]}
        citus: {distributed_by: guild_id, colocate_with: dbtool_chat.guilds}
      events:
        columns: {guild_id: bigint, day: date, what: text}
        partition_by: RANGE (day)
        citus: {distributed_by: guild_id, shards: 2}
      events_2026:
        partition_of: {table: dbtool_chat.events, values: FROM ('2026-01-01') TO ('2027-01-01')}
      queue: {columns: {id: bigint, job: text}, primary_key: [id], citus: single_shard}
      settings: {columns: {name: text, value: text}, primary_key: [name], citus: local}
      plain: {columns: {a: bigint}, primary_key: [a]}
    views: {named: {query: SELECT id FROM dbtool_chat.users, comment: some, grants: {public: [SELECT]}}}
  dbtool_tenant:
    citus: distributed
    tables:
      notes: {columns: {id: bigint, note: text}, primary_key: [id]}
";

/// The same, spread in other ways: what stands there before, and what afterwards.
const CHANGES: &[(&str, &str)] = &[
    ("primary_key: [id], citus: reference}", "primary_key: [id], citus: {distributed_by: id, shards: 2}}"),
    ("          members_user: {columns: [user_id], references: dbtool_chat.users(id)}\n", ""),
    ("shards: 4}", "shards: 8}"),
    ("{distributed_by: guild_id, shards: 2}", "{distributed_by: guild_id, colocate_with: dbtool_chat.guilds}"),
    ("primary_key: [id], citus: single_shard}", "primary_key: [id]}"),
    ("citus: local}", "citus: reference}"),
    (
        "plain: {columns: {a: bigint}, primary_key: [a]}",
        "plain: {columns: {a: bigint}, primary_key: [a], citus: {distributed_by: a, shards: 2}}",
    ),
];

fn second() -> String {
    CHANGES.iter().fold(FIRST.to_owned(), |model, (before, after)| {
        assert!(model.contains(before), "{before}");
        model.replace(before, after)
    })
}

/// A database with Citus, or with its stand-in.
enum Cluster {
    Standin(TestDatabase),
    Real(String),
}

impl Cluster {
    fn url(&self) -> &str {
        match self {
            Self::Standin(database) => database.url(),
            Self::Real(url) => url,
        }
    }

    fn empty(&self) {
        if let Self::Real(url) = self {
            psql(url, "DROP SCHEMA IF EXISTS dbtool_chat, dbtool_tenant CASCADE");
        }
    }
}

/// The cluster that is to be had for tests, and the stand-in. One at a time works on the real one.
fn clusters() -> (Vec<Cluster>, std::sync::MutexGuard<'static, ()>) {
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let guard = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut clusters = Vec::new();
    if let Some(server) = server(None) {
        let database = server.database();
        psql_file(database.url(), &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citus/standin.sql"));
        clusters.push(Cluster::Standin(database));
    }
    match std::env::var("DBTOOL_TEST_CITUS_URL") {
        Ok(url) => clusters.push(Cluster::Real(url)),
        Err(_) => skip("no Citus cluster: DBTOOL_TEST_CITUS_URL names no coordinator; its stand-in was asked alone"),
    }
    for cluster in &clusters {
        cluster.empty();
    }
    (clusters, guard)
}

fn run(project: &Project, cluster: &Cluster, line: &str) -> Run {
    let mut words: Vec<&str> = line.split(' ').collect();
    words.extend(["--url", cluster.url(), "--schemas", "dbtool_chat", "--schemas", "dbtool_tenant"]);
    dbtool_in(project.path(), &words, &[])
}

#[test]
fn tables_are_spread_as_the_model_says_and_in_another_way() {
    let (clusters, _one) = clusters();
    for cluster in &clusters {
        let project = Project::new(&[("first.yaml", FIRST), ("second.yaml", &second())]);
        run(&project, cluster, "apply --model first.yaml --yes").ok();
        assert_eq!(run(&project, cluster, "diff --model first.yaml --exit-code").ok(), "");
        // One by one: what is of one statement, Citus may ask several nodes for at once.
        for row in [
            "users VALUES (1, 'a')",
            "guilds VALUES (7, 'g')",
            "members VALUES (7, 1)",
            "events VALUES (7, '2026-02-02', 'x')",
            "queue VALUES (1, 'j')",
            "settings VALUES ('s', 'v')",
        ] {
            psql(cluster.url(), &format!("INSERT INTO dbtool_chat.{row}"));
        }

        // What is read is a model of the same.
        run(&project, cluster, "inspect --out read.yaml").ok();
        let read = project.read("read.yaml");
        for words in ["citus: reference", "citus: local", "citus: single_shard", "citus: distributed", "colocate_with:"]
        {
            assert!(read.contains(words), "{words}: {read}");
        }
        assert!(!read.contains("pg_dist") && !read.contains("extensions"), "{read}");
        assert_eq!(run(&project, cluster, "diff --model read.yaml --exit-code").ok(), "");

        // To the other way and back, with the rows in place.
        for model in ["second", "first"] {
            let told = run(&project, cluster, &format!("diff --model {model}.yaml"));
            assert!(told.stdout.contains("REWRITES_TABLE"), "{}", told.stdout);
            run(&project, cluster, &format!("apply --model {model}.yaml --yes")).ok();
            assert_eq!(run(&project, cluster, &format!("diff --model {model}.yaml --exit-code")).ok(), "");
            for table in ["users", "members", "events", "queue", "settings", "named"] {
                let rows = psql(cluster.url(), &format!("SELECT count(*) FROM dbtool_chat.{table}"));
                assert_eq!(rows.trim(), "1", "{table} of {model}");
            }
        }
        assert_eq!(run(&project, cluster, "diff --model first.yaml --exit-code --all-nodes").ok(), "");
        cluster.empty();
    }
}

#[test]
fn what_citus_cannot_do_is_told_before_anything_runs() {
    let (clusters, _one) = clusters();
    let cases = [
        (
            "name: {type: text, not_null: true}}",
            "name: {type: text, not_null: true, unique: true}}",
            "must contain `id`",
            6,
        ),
        ("references: dbtool_chat.users(id)}", "references: dbtool_chat.plain(a)}", "not beside those of", 14),
        ("colocate_with: dbtool_chat.guilds}", "shards: 2}", "colocate dbtool_chat.members with", 13),
    ];
    for cluster in &clusters {
        for (before, after, words, line) in cases {
            let project = Project::new(&[("wrong.yaml", &FIRST.replace(before, after))]);
            let told = run(&project, cluster, "apply --model wrong.yaml --yes").failed(1);
            let made = psql(cluster.url(), "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'dbtool\\_%'");
            assert!(told.contains(words) && told.contains(&format!("wrong.yaml:{line}:")), "{told}");
            assert!(made.contains('0'), "{made}");
        }
    }
}

#[test]
fn a_worker_that_is_not_like_the_coordinator_is_told() {
    let (clusters, _one) = clusters();
    for cluster in &clusters {
        let Cluster::Standin(database) = cluster else { continue };
        let project = Project::new(&[("first.yaml", FIRST)]);
        run(&project, cluster, "apply --model first.yaml --yes").ok();
        assert_eq!(run(&project, cluster, "diff --model first.yaml --exit-code --all-nodes").ok(), "");
        psql(
            database.url(),
            "UPDATE citus.workers SET wrong = 'joined date', instead = 'joined text' WHERE nodename = 'worker-2'",
        );
        assert_eq!(run(&project, cluster, "diff --model first.yaml --exit-code").ok(), "");
        let told = run(&project, cluster, "diff --model first.yaml --exit-code --all-nodes");
        assert_eq!(told.code, Some(2), "{}", told.stderr);
        assert!(
            told.stdout.contains("worker-2:5432") && told.stdout.contains("dbtool_chat.members"),
            "{}",
            told.stdout
        );
        assert!(!told.stdout.contains("worker-1"), "{}", told.stdout);
        let json = run(&project, cluster, "diff --model first.yaml --all-nodes --format json").ok();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((json["drift"].as_bool(), json["nodes"].as_array().map(Vec::len)), (Some(true), Some(1)), "{json}");
    }
}

#[test]
fn columnar_tables_are_kept_apart_from_what_a_scratch_server_knows() {
    let (clusters, _one) = clusters();
    let model = "schemas: {dbtool_chat: {tables: {log: {columns: {at: timestamp with time zone, what: text}, access_method: columnar, citus: {distributed_by: what, shards: 2}}}}}\n";
    for cluster in &clusters {
        if psql(cluster.url(), "SELECT count(*) FROM pg_am WHERE amname = 'columnar'").trim() == "0" {
            skip("this Citus has no columnar tables");
            continue;
        }
        let project =
            Project::new(&[("log.yaml", model), ("heap.yaml", &model.replace("access_method: columnar, ", ""))]);
        for name in ["log", "heap", "log"] {
            run(&project, cluster, &format!("apply --model {name}.yaml --yes")).ok();
            assert_eq!(run(&project, cluster, &format!("diff --model {name}.yaml --exit-code")).ok(), "");
        }
        run(&project, cluster, "inspect --out read.yaml").ok();
        assert!(project.read("read.yaml").contains("access_method: columnar"), "{}", project.read("read.yaml"));
        cluster.empty();
    }
}

#[test]
fn migrations_that_call_citus_are_tried_without_it() {
    let Some(server) = server(None) else { return };
    let (database, other) = (server.database(), server.database());
    let project = Project::new(&[
        ("m.yaml", "tables:\n  t: {columns: {a: bigint}, primary_key: [a], citus: {distributed_by: a}}\n"),
        (
            "migrations/1_t.up.sql",
            "CREATE EXTENSION IF NOT EXISTS citus;\nCREATE TABLE t (a bigint PRIMARY KEY);\n\
             SELECT create_distributed_table('t', 'a', shard_count => 4);\n",
        ),
        ("migrations/1_t.down.sql", "SELECT undistribute_table('t');\nDROP TABLE t;\n"),
        // Whether the statements of a transaction go to all nodes one by one.
        (
            "migrations/2_mode.up.sql",
            "DO $$ BEGIN IF current_setting('citus.multi_shard_modify_mode', true) IS DISTINCT FROM 'sequential' \
             AND EXISTS (SELECT FROM pg_extension WHERE extname = 'citus' AND extversion <> '0') THEN \
             RAISE EXCEPTION 'in parallel'; END IF; END $$;\n",
        ),
        ("migrations/2_mode.down.sql", "SELECT 1;\n"),
    ]);
    let run = |line: &str, url: &str| {
        let mut words: Vec<&str> = line.split(' ').collect();
        words.extend(["--model", "m.yaml", "--migrations", "migrations", "--url", url]);
        dbtool_in(project.path(), &words, &[])
    };
    run("migrate check", database.url()).ok();
    psql_file(other.url(), &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citus/standin.sql"));
    run("migrate up", other.url()).ok();
    assert_eq!(run("diff --exit-code --exclude extension:citus", other.url()).ok(), "");
}

#[test]
fn a_server_without_citus_takes_the_same_model() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let project = Project::new(&[("first.yaml", &format!("extensions: {{citus: }}\n{FIRST}"))]);
    let line = |line: &str| {
        let mut words: Vec<&str> = line.split(' ').collect();
        words.extend(["--url", database.url(), "--model", "first.yaml"]);
        dbtool_in(project.path(), &words, &[])
    };
    let told = line("apply --yes");
    assert!(told.code == Some(0) && told.stderr.contains("no Citus"), "{}", told.stderr);
    assert_eq!(line("diff --exit-code").ok(), "");
    assert!(psql(database.url(), "SELECT count(*) FROM dbtool_chat.members").contains('0'));
}

/// The nodes of a cluster are a fleet: each is migrated and looked at by itself.
#[test]
fn each_node_by_itself() {
    let Some(server) = server(None) else { return };
    let coordinator = server.database();
    psql_file(coordinator.url(), &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citus/standin.sql"));
    // A worker has a database of the same name on a server of its own: here of another major version.
    let other = if server.major() == 15 { 18 } else { 15 };
    let Some(worker) = crate::support::server(Some(other)) else { return };
    psql(&worker.url(), &format!("CREATE DATABASE {}", coordinator.name()));
    let socket = psql(&worker.url(), "SHOW unix_socket_directories").replace('"', "");
    let port = psql(&worker.url(), "SHOW port");
    psql(
        coordinator.url(),
        &format!(
            "INSERT INTO pg_dist_node (groupid, nodename, nodeport, isactive) VALUES \
             (0, 'localhost', 1, true), (1, '{}', {port}, true), (2, 'gone', 1, false)",
            socket.trim()
        ),
    );
    let config = |pattern: &str| {
        let url = coordinator.url();
        format!("targets:\n  app: {{engine: postgresql, url: '{url}', nodes: '{pattern}', migrations: m}}\n")
    };
    let project = Project::new(&[("dbtool.yaml", &config("*")), ("m/1_t.sql", "CREATE TABLE t (a int);\n")]);
    let told = dbtool_in(project.path(), &["migrate", "up"], &[]).ok();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(lines[0].starts_with("app[coordinator] ") && lines[1].contains(&format!(":{}]", port.trim())), "{told}");
    let there = psql(
        &worker.url().replace("/postgres?", &format!("/{}?", coordinator.name())),
        "SELECT to_regclass('t') IS NOT NULL",
    );
    assert_eq!(there, "t\n");
    project.write("dbtool.yaml", &config("coord*"));
    assert_eq!(dbtool_in(project.path(), &["migrate", "status"], &[]).ok().lines().count(), 1);
    psql(&worker.url(), &format!("DROP DATABASE {}", coordinator.name()));
    let plain = server.database();
    project.write("dbtool.yaml", &config("*").replace(coordinator.name(), plain.name()));
    assert!(dbtool_in(project.path(), &["migrate", "up"], &[]).failed(1).contains("no Citus cluster's coordinator"));
}
