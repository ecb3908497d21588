//! `dbtool lint` of a database itself: without a model, and by how far its numbers have come.

use serde_json::Value;

use crate::support::{Flavour, Project, mysql, psql, server};

/// What is found by itself, without a project: code and message.
fn found(url: &str) -> Vec<(String, String)> {
    let nowhere = Project::new(&[]);
    let told = nowhere.dbtool(&["lint", "--url", url, "--format", "json"]).failed_with(2);
    let report: Value = serde_json::from_str(&told).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| (text(finding, "code"), text(finding, "message"))).collect()
}

fn near(found: &[(String, String)]) -> Vec<&str> {
    found.iter().filter(|(code, _)| code == "key-near-overflow").map(|(_, message)| message.as_str()).collect()
}

#[test]
fn a_database_of_postgresql_is_looked_at_itself() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    psql(
        database.url(),
        "CREATE TABLE ends (id serial PRIMARY KEY, other smallint GENERATED ALWAYS AS IDENTITY, a char(3));
         SELECT setval('ends_id_seq', 1610612736), setval('ends_other_seq', 100);
         CREATE SEQUENCE shared MAXVALUE 10;
         CREATE TABLE lent (id bigint DEFAULT nextval('shared') PRIMARY KEY);
         SELECT setval('shared', 9);
         CREATE TABLE begins (id bigserial PRIMARY KEY)",
    );
    let all = found(database.url());
    assert_eq!(near(&all), ["public.ends.id has come to 1610612736 of 2147483647"], "{all:?}");
    assert!(all.iter().any(|(code, message)| code == "char-type" && message.contains("ends.a")), "{all:?}");
    let project = Project::new(&[(
        "dbtool.yaml",
        &format!("targets: {{shop: {{engine: postgresql, url: '{}', model: model.yaml}}}}\n", database.url()),
    )]);
    project.dbtool(&["inspect", "--out", "model.yaml"]).ok();
    // A database has no lines, in whatever way it is told.
    let lint = |words: &[&str]| project.dbtool(&[&["lint", "--only", "database"], words].concat()).failed_with(2);
    assert!(lint(&[]).contains("shop: warning: public.ends.a pads its values with blanks [char-type]\n"));
    for (format, told) in [
        ("json", "\"place\":{\"file\":\"shop\"}"),
        ("github", "::warning title=char-type::shop: public.ends.a pads"),
        ("markdown", "| warning | shop | public.ends.a pads"),
        ("sarif", "\"locations\":[{\"logicalLocations\":[{\"fullyQualifiedName\":\"shop\",\"kind\":\"database\"}]}]"),
        ("junit", "name=\"char-type public.ends.a pads its values with blanks\""),
    ] {
        let all = lint(&["--format", format]);
        assert!(all.contains(told), "{format}: {all}");
    }
    // What the configuration lets pass is told no more, of the model and of the database.
    let config = project.read("dbtool.yaml");
    let ignoring = |what: &str| config.replace("model.yaml}", &format!("model.yaml, lint_ignore: {{{what}}}}}"));
    project.write("dbtool.yaml", &ignoring("char-type: {'public.en*': as the paper forms have it}"));
    for only in ["database", "model"] {
        let told = project.dbtool(&["lint", "--only", only]).stdout;
        assert!(!told.contains("[char-type]") && told.contains("[small-key]"), "{only}: {told}");
    }
    for (what, said) in [
        ("chr-type: {'*': why}", "there is no rule `chr-type`"),
        ("char-type: {'*': ''}", "nothing says why `char-type` lets `*` pass"),
        ("char-type: {'a{': why}", "`a{` is not a pattern"),
    ] {
        project.write("dbtool.yaml", &ignoring(what));
        let refused = project.dbtool(&["lint", "--only", "database"]).failed(1);
        assert!(refused.contains(said) && refused.contains("dbtool.yaml:1:"), "{refused}");
    }
    project.write("dbtool.yaml", &config);
    let refused = project.dbtool(&["lint", "--only", "database", "--fix"]).failed(1);
    assert!(refused.contains("`--fix` mends models"), "{refused}");
    // Rules are put to sleep as they are for models.
    let config = project.read("dbtool.yaml").replace("model.yaml}", "model.yaml, lint: {key-near-overflow: off}}");
    project.write("dbtool.yaml", &config);
    let told = project.dbtool(&["lint", "--only", "database"]);
    assert!(!told.stdout.contains("key-near-overflow") && told.stdout.contains("char-type"), "{}", told.stdout);
}

#[test]
fn a_database_of_mysql_is_looked_at_itself() {
    for flavour in Flavour::ALL {
        let Some(server) = mysql(flavour) else { continue };
        let name = format!("looked_{}", flavour.name());
        let url = server.database(
            &name,
            "CREATE TABLE ends (id int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 2000000000;
             CREATE TABLE wide (id int unsigned AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 2000000000",
        );
        // What MySQL says of counters is a day old, unless it is asked for what is.
        assert_eq!(near(&found(&url)), ["ends.id has come to 1999999999 of 2147483647"]);
        server.run(&name, "INSERT INTO ends VALUES (2100000000)");
        assert_eq!(near(&found(&url)), ["ends.id has come to 2100000000 of 2147483647"]);
    }
}
