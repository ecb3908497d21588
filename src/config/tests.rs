use super::*;

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(text, Path::new("project/dbtool.yaml"), &|_| None).map_err(|fault| fault.to_string())
}

const EXAMPLE: &str = "\
targets:
  sourcegraph:
    engine: postgresql
    model: schemas/sourcegraph
    migrations: migrations/sourcegraph
    url: postgres://u:hunter2@h/d
    postgres_version: 15
    manage: {comments: true}
    snapshots:
      - {style: psql-9.6, file: snapshots/sourcegraph.md}
  gochat:
    parts:
      citus:    {engine: postgresql, model: schemas/gochat/citus, url: \"${CITUS_URL}\"}
      scylladb: {engine: scylladb,   model: schemas/gochat/scylladb}
";

#[test]
fn the_example_reads() {
    let config = parse(EXAMPLE).unwrap();
    assert_eq!(config.names(), ["sourcegraph", "gochat", "gochat/citus", "gochat/scylladb"]);
    let target = config.select(&["sourcegraph".to_owned()]).unwrap()[0];
    assert_eq!(target.model.as_deref(), Some(Path::new("project/schemas/sourcegraph")));
    assert_eq!(target.postgres_version, Some(15));
    assert_eq!(target.place.to_string(), "project/dbtool.yaml:3:5");
    assert!(target.manage.contains(&Kind::Comment));
    assert_eq!(config.systems[0].snapshots[0].file, Path::new("project/snapshots/sourcegraph.md"));
    let parts = config.select(&["gochat/citus".to_owned(), "gochat".to_owned()]).unwrap();
    assert_eq!(parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["gochat/citus", "gochat/scylladb"]);
    assert_eq!(config.select(&[]).unwrap().len(), 3);
    assert!(!format!("{config:?}").contains("hunter2"));
}

/// The text, and what its message must hold.
const WRONG: &[(&str, &[&str])] = &[
    ("targets:\n  a:\n    engin: postgresql\n", &["dbtool.yaml:3:5: unknown key `engin`", "did you mean `engine`?"]),
    ("targets:\n  a: {engine: postgres}\n", &[":2:15: unknown engine `postgres`", "did you mean `postgresql`?"]),
    ("targets:\n  a: {engine: mysq}\n", &["unknown engine `mysq`", "did you mean `mysql`?"]),
    ("targets:\n  a: {model: x}\n", &["`a` names no engine"]),
    ("targets:\n  a: {engine: postgresql}\n  a: {engine: postgresql}\n", &[":3:3: the key `a` is there twice"]),
    ("targets:\n  a:\n\tengine: postgresql\n", &["tab", "indent with spaces"]),
    ("targets: [\n", &["dbtool.yaml:"]),
    ("target: {}\n", &["unknown key `target`", "did you mean `targets`?"]),
    ("targets:\n  a: {engine: postgresql, postgres_version: 9}\n", &[":2:45: 9 is no major version"]),
    ("targets:\n  a: {engine: postgresql, postgres_version: nine}\n", &[":2:45: "]),
    ("targets:\n  a: {engine: postgresql, manage: {coments: true}}\n", &["unknown key `coments`", "`comments`"]),
    ("targets:\n  a: {engine: postgresql, parts: {}}\n", &["`a` has both `parts` and `engine`"]),
    ("targets:\n  a b: {engine: postgresql}\n", &["`a b` is no name for a target"]),
    ("targets:\n  a: {engine: postgresql, model: \"${NOPE}\"}\n", &[":2:34: the environment variable NOPE is not set"]),
    ("targets:\n  a: {engine: postgresql, url: [\"postgres://u:hunter2@h\"]}\n", &["dbtool.yaml:2:"]),
    ("", &["targets"]),
    ("targets: 3\n", &["dbtool.yaml:1:10: a value of the wrong type: a mapping is expected", "`NAME: …`"]),
    ("targets:\n  a: {engine: [mysql]}\n", &["dbtool.yaml:2:15: a value of the wrong type: ", "help: "]),
    (
        "targets:\n  a: {engine: mysql, snapshots: x}\n",
        &["dbtool.yaml:2:33: a value of the wrong type: a list is expected"],
    ),
    ("targets: &a\n  app: *a\n", &["dbtool.yaml:2:8: an alias inside of what it stands for", "write it out"]),
    ("targets:\n  app: *b\n", &["dbtool.yaml:2:8: an alias without an anchor"]),
];

#[test]
fn what_is_wrong_is_said_with_its_place_and_remedy() {
    for (text, expected) in WRONG {
        let message = parse(text).unwrap_err();
        for part in *expected {
            assert!(message.contains(part), "{text}\n{message}\nlacks {part}");
        }
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn an_unknown_target_is_suggested_and_a_url_not_repeated() {
    let config = parse(EXAMPLE).unwrap();
    let message = |name: &str| config.select(&[name.to_owned()]).unwrap_err().to_string();
    assert!(message("sourcegrph").contains("did you mean `sourcegraph`?"));
    assert!(message("gochat/cits").contains("did you mean `gochat/citus`?"));
    assert!(!message("postgres://u:hunter2@h/d").contains("hunter2"));
}
