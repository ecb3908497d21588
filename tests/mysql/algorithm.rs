//! How tables are changed: `ALGORITHM` and `LOCK`, as the server takes them.

use libtest_mimic::Failed;

use super::support::{Flavour, dbtool_in, mysql};
use super::{dbtool, fresh, went};

/// What an `ALTER TABLE` takes is what the server says that it takes.
pub fn measured(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let from = "CREATE TABLE added (a int); CREATE TABLE indexed (a int); CREATE TABLE retyped (a int); \
                CREATE TABLE keyed (a int NOT NULL)";
    let to = "CREATE TABLE added (a int, b int); CREATE TABLE indexed (a int, KEY k (a)); \
              CREATE TABLE retyped (a bigint); CREATE TABLE keyed (a int NOT NULL PRIMARY KEY); CREATE TABLE made (a int)";
    let live = server.database(&fresh("measured"), from);
    let goal = server.database(&fresh("measured"), to);
    let models = tempfile::tempdir().unwrap();
    let model = models.path().join("model.yaml").display().to_string();
    went(dbtool(&["inspect", "--url", &goal, "-o", &model]), "inspect")?;
    let diff = dbtool(&["diff", "--url", &live, "--model", &model, "--prove", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&went(diff, "diff")?).unwrap();
    let steps = report["steps"].as_array().unwrap();
    let lock = |table: &str| {
        let quoted = format!("`{table}`");
        let step =
            steps.iter().find(|step| step["locks"][0]["relation"] == quoted.as_str()).expect("a step of that table");
        let lock = &step["locks"][0];
        (lock["mode"].as_str().unwrap().to_owned(), lock["rewritten"] == true, lock["read"] == true)
    };
    assert_eq!(lock("added"), ("NONE".to_owned(), false, false));
    assert_eq!(lock("indexed"), ("NONE".to_owned(), false, true));
    assert_eq!(lock("retyped"), ("SHARED".to_owned(), true, true));
    assert_eq!(lock("keyed"), ("NONE".to_owned(), true, true));
    let made = steps.iter().find(|step| step["name"] == "made").unwrap();
    assert_eq!(made["measured"], false, "{made}");
    // How it is done stands in the script, unless tables are not to be spared.
    let sql = went(dbtool(&["diff", "--url", &live, "--model", &model, "--format", "sql"]), "sql")?;
    assert!(sql.contains("ALTER TABLE `added` ALGORITHM=INSTANT, ADD COLUMN `b` int"), "{sql}");
    assert!(sql.contains("ALGORITHM=COPY, LOCK=SHARED, MODIFY COLUMN `a` bigint"), "{sql}");
    assert!(
        sql.contains("LOCK=NONE, ADD KEY `k`") && sql.contains("ALGORITHM=INPLACE, LOCK=NONE, ADD PRIMARY KEY"),
        "{sql}"
    );
    let plain = ["diff", "--url", &live, "--model", &model, "--format", "sql", "--no-online"];
    let sql = went(dbtool(&plain), "sql")?;
    assert!(!sql.contains("ALGORITHM") && !sql.contains("REWRITES_TABLE"), "{sql}");
    // The dangers follow from the answer, and weigh what the live table does.
    let codes = |table: &str| {
        let step = steps.iter().find(|step| step["sql"].as_str().unwrap().contains(&format!("`{table}`"))).unwrap();
        let hazards = step["hazards"].as_array().unwrap().iter();
        hazards.map(|it| format!("{} {}", it["code"].as_str().unwrap(), it["size"].is_object())).collect::<Vec<_>>()
    };
    assert!(codes("added").is_empty(), "{:?}", codes("added"));
    assert_eq!(codes("indexed"), ["INDEX_BUILD true"]);
    assert_eq!(codes("retyped"), ["REWRITES_TABLE true", "BLOCKS_WRITES true"]);
    assert_eq!(codes("keyed"), ["REWRITES_TABLE true"]);
    Ok(())
}

/// Changes of one table are one statement, but for those that would have what is instant wait for rows to be
/// written anew, or an index's build write them; and what cannot be parted stays together.
pub fn parted(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let from = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE both_instant (a int); \
                CREATE TABLE `with-a-key` (a int); CREATE TABLE retyped (a int, c int); \
                CREATE TABLE pointing (a int, b int); CREATE TABLE rekeyed (a int NOT NULL AUTO_INCREMENT, b int NOT NULL, PRIMARY KEY (a))";
    let to = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE both_instant (a int, b int, c int DEFAULT 3); \
              CREATE TABLE `with-a-key` (a int, b int, KEY k (a)); CREATE TABLE retyped (a bigint, c bigint, d int); \
              CREATE TABLE pointing (a int, b int, c int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)); \
              CREATE TABLE rekeyed (a int NOT NULL AUTO_INCREMENT, b int NOT NULL, c int, PRIMARY KEY (b, a), KEY k (a))";
    let folder = tempfile::tempdir().unwrap();
    let (live, goal) = (server.database(&fresh("parted"), from), server.database(&fresh("parted"), to));
    let model = folder.path().join("model.yaml").display().to_string();
    went(dbtool(&["inspect", "--url", &goal, "-o", &model]), "inspect")?;
    let of = ["--url", live.as_str(), "--model", model.as_str()];
    let diff = dbtool(&[&["diff", "--format", "json"], &of[..]].concat());
    let report: serde_json::Value = serde_json::from_str(&went(diff, "diff")?).unwrap();
    let steps: Vec<String> =
        report["steps"].as_array().unwrap().iter().map(|it| it["sql"].as_str().unwrap().to_owned()).collect();
    let about = |table: &str| {
        let head = format!("ALTER TABLE `{table}`");
        let words = |sql: &String| sql.split_whitespace().collect::<Vec<_>>().join(" ");
        steps.iter().map(words).filter(|sql| sql.starts_with(&head)).collect::<Vec<_>>()
    };
    assert_eq!(
        about("both_instant"),
        ["ALTER TABLE `both_instant` ALGORITHM=INSTANT, ADD COLUMN `b` int AFTER `a`, ADD COLUMN `c` int DEFAULT 3"]
    );
    let built = if flavour == Flavour::Mysql { "INPLACE" } else { "NOCOPY" };
    assert_eq!(
        about("with-a-key"),
        [
            "ALTER TABLE `with-a-key` ALGORITHM=INSTANT, ADD COLUMN `b` int".to_owned(),
            format!("ALTER TABLE `with-a-key` ALGORITHM={built}, LOCK=NONE, ADD KEY `k` (`a`)")
        ]
    );
    let retyped = about("retyped");
    assert_eq!(retyped.len(), 2, "{retyped:?}");
    assert!(retyped.iter().any(|sql| sql.contains("COPY") && sql.matches("MODIFY").count() == 2), "{retyped:?}");
    let pointing = about("pointing");
    let keyed = pointing.last().is_some_and(|sql| sql.contains("ALGORITHM=COPY") && sql.contains("FOREIGN KEY"));
    assert!(pointing[0].contains("INSTANT, ADD COLUMN") && keyed, "{pointing:?}");
    // A counter needs its key: without the one and before the other the table cannot be.
    let rekeyed = about("rekeyed");
    assert!(
        rekeyed.len() == 1
            && rekeyed.iter().any(|sql| sql.contains("DROP PRIMARY KEY") && sql.contains("ADD PRIMARY KEY")),
        "{rekeyed:?}"
    );
    // They run as a migration, both ways, and directly.
    std::fs::write(folder.path().join("dbtool.yaml"), "targets:\n  shop: {engine: mysql, model: model.yaml}\n")
        .unwrap();
    let new = ["migrate", "new", "parted", "--migrations", "migrations"];
    let first = folder.path().join("migrations");
    std::fs::create_dir(&first).unwrap();
    std::fs::write(first.join("1_first.up.sql"), from.replace("; ", ";\n")).unwrap();
    let made = dbtool_in(folder.path(), &[&new[..], &of[..]].concat(), &[]);
    went(made, "migrate new")?;
    let written = |ending: &str| {
        let mut files = std::fs::read_dir(&first).unwrap().map(|entry| entry.unwrap().path());
        let file = files.find(|file| file.to_string_lossy().ends_with(&format!("_parted.{ending}"))).unwrap();
        std::fs::read_to_string(file).unwrap()
    };
    for ending in ["up.sql", "down.sql"] {
        assert!(written(ending).contains("ALGORITHM=INSTANT"), "{}", written(ending));
    }
    went(dbtool(&[&["apply", "--yes"], &of[..]].concat()), "apply")?;
    assert_eq!(went(dbtool(&[&["diff"], &of[..]].concat()), "diff")?, "");
    Ok(())
}

/// What a server refuses for the rows that are there is said beforehand, and only that.
pub fn fitting(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let from = "CREATE TABLE shut (a int); INSERT INTO shut VALUES (NULL); \
                CREATE TABLE dated (a int); INSERT INTO dated VALUES (1); \
                CREATE TABLE placed (a int); INSERT INTO placed VALUES (1); \
                CREATE TABLE open (a int); INSERT INTO open VALUES (1)";
    let to = "CREATE TABLE shut (a int NOT NULL); CREATE TABLE dated (a int, b datetime NOT NULL); \
              CREATE TABLE placed (a int, b point NOT NULL); \
              CREATE TABLE open (a int, b datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, c int NOT NULL, d point)";
    let folder = tempfile::tempdir().unwrap();
    let name = fresh("fitting");
    let (live, goal) = (server.database(&name, from), server.database(&fresh("fitting"), to));
    let model = folder.path().join("model.yaml").display().to_string();
    went(dbtool(&["inspect", "--url", &goal, "-o", &model]), "inspect")?;
    let report = went(dbtool(&["diff", "--url", &live, "--model", &model, "--format", "json"]), "diff")?;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let steps = report["steps"].as_array().unwrap();
    for (table, refused) in
        [("shut", true), ("dated", flavour == Flavour::Mysql), ("placed", flavour == Flavour::Mysql), ("open", false)]
    {
        let of: Vec<_> =
            steps.iter().filter(|step| step["sql"].as_str().unwrap().contains(&format!("`{table}`"))).collect();
        assert!(!of.is_empty(), "{table} changes");
        let told = of.iter().any(|step| {
            step["hazards"].as_array().unwrap().iter().any(|it| it["code"] == "FAILS_ON_ROWS" && it["size"].is_object())
        });
        assert_eq!(told, refused, "{table}: {of:?}");
        let ran = of.iter().try_for_each(|step| server.try_run(&name, step["sql"].as_str().unwrap()));
        assert_eq!(ran.is_err(), refused, "{table}: {ran:?}");
    }
    Ok(())
}
