//! What the README shows is what happens: its transcript is run, line by line, in a copy of the
//! project as a new clone has it.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::path::Path;

use support::without_numbers;

/// The first block of the README that begins with this command, without the prompt.
fn transcript(readme: &str, command: &str) -> (String, Vec<String>) {
    let start = readme.find(&format!("console\n$ {command}")).expect("the README shows the command");
    let block = &readme[start..];
    let end = block.find("\n````").expect("the block ends");
    let mut lines = block[..end].lines().skip(1).map(str::to_owned);
    let command = lines.next().expect("a command").trim_start_matches("$ ").to_owned();
    (command, lines.collect())
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder is made");
    for entry in std::fs::read_dir(from).expect("a folder is read") {
        let entry = entry.expect("an entry is read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file is copied");
        }
    }
}

#[test]
fn the_main_job_goes_as_the_readme_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the README is read");
    let (command, shown) = transcript(&readme, "cargo run -q -- migrate up sourcegraph");
    let project = support::Project::new(&[]);
    for folder in ["schemas", "migrations", "snapshots"] {
        copy(&root.join(folder), &project.path().join(folder));
    }
    std::fs::copy(root.join("dbtool.yaml"), project.path().join("dbtool.yaml")).expect("the configuration is copied");
    let command = command.replace("cargo run -q --", &format!("'{}'", env!("CARGO_BIN_EXE_dbtool")));
    let output = support::shell(&command).current_dir(project.path()).output().expect("sh runs");
    let printed = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{printed}");
    let printed: Vec<String> = printed.lines().map(without_numbers).collect();
    let shown: Vec<String> = shown.iter().take_while(|line| *line != "…").map(|line| without_numbers(line)).collect();
    assert!(shown.len() > 5, "the README shows what is printed");
    assert_eq!(printed[..shown.len()], shown[..]);
    let document = std::fs::read_to_string(root.join("snapshots/sourcegraph.md")).expect("the snapshot is read");
    assert!(
        printed.join("\n").ends_with(document.lines().map(without_numbers).collect::<Vec<_>>().join("\n").as_str())
    );
}

const SHOP: &str = "\
targets:
  shop:
    engine: postgresql
    model: schemas/shop.yaml
    migrations: migrations/shop
    url: ${DATABASE_URL}
    snapshots: [{style: psql, file: snapshots/shop.md}]
";
const NOTES: &str = "tables: {notes: {columns: {id: bigint, said: text}, primary_key: [id]}}\n";
const GOOSE: &str =
    "-- +goose Up\nCREATE TABLE notes (id bigint PRIMARY KEY, said text);\n-- +goose Down\nDROP TABLE notes;\n";

/// What has to be there for a command to have something to do.
fn prepare(command: &str, project: &support::Project, url: &str) {
    let run = |words: &str| {
        support::dbtool_in(project.path(), &words.split(' ').collect::<Vec<_>>(), &[("DATABASE_URL", url)])
    };
    let begins = |words: &str| command.starts_with(&format!("dbtool {words}"));
    let plain = command == "dbtool init" || begins("init ");
    if !plain {
        project.write("dbtool.yaml", SHOP);
        project.write("schemas/shop.yaml", NOTES);
    }
    if begins("migrate import") {
        project.write("db/migrate/00001_notes.sql", GOOSE);
        project.write("schemas/shop.yaml", "tables: {}\n");
    } else if begins("migrate") && !begins("migrate new") || begins("lint") || command.contains("--since") {
        run("migrate new shop notes").ok();
    }
    if begins("migrate down") || begins("migrate repair") {
        run("migrate up shop").ok();
    }
    if begins("migrate baseline") || begins("snapshot") || begins("docs") {
        run("apply shop --yes").ok();
    }
    if begins("snapshot --check") {
        run("snapshot --write").ok();
    }
    if begins("migrate repair") {
        let folder = std::fs::read_dir(project.path().join("migrations/shop")).expect("a folder");
        let up = folder
            .map(|entry| entry.expect("an entry").path())
            .find(|path| path.to_string_lossy().ends_with(".up.sql"));
        let up = up.expect("a migration");
        let text = std::fs::read_to_string(&up).expect("it is read");
        std::fs::write(&up, format!("-- of the notes\n{text}")).expect("it is written");
    }
}

/// The version of the one migration.
fn version(project: &support::Project) -> String {
    let files = std::fs::read_dir(project.path().join("migrations/shop")).into_iter().flatten();
    let name = files.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).min();
    name.unwrap_or_default().chars().take_while(char::is_ascii_digit).collect()
}

/// Each command that the README shows is run, in a project of its own with a database of its own.
#[test]
fn every_command_of_the_readme_runs() {
    let Some(server) = support::server(None) else {
        return support::skip("no server of PostgreSQL: the README's commands were not run");
    };
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README is read");
    let bin = Path::new(env!("CARGO_BIN_EXE_dbtool")).parent().expect("programs lie in a folder");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").expect("there is a path"));
    let mut seen = 0;
    for line in readme.lines().filter_map(|line| line.strip_prefix("$ ")).filter(|line| line.starts_with("dbtool ")) {
        let (database, project) = (server.database(), support::Project::new(&[]));
        let command = line.split("  #").next().unwrap_or_default().trim();
        prepare(command, &project, database.url());
        // Where a person says which database, which migration, or yes.
        let spoken = command
            .replace("psql …", "psql -Xq \"$DATABASE_URL\"")
            .replace("20260102030405", &version(&project))
            .replace("apply shop", "apply shop --yes");
        let mut shell = support::shell(&spoken);
        shell
            .current_dir(project.path())
            .env("DATABASE_URL", database.url())
            .env("URL", database.url())
            .env("PATH", &path);
        shell.env("DBTOOL_SCRATCH_URL", server.url());
        let output = shell.output().expect("sh runs");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{spoken}: {:?}\n{printed}", output.status);
        seen += 1;
    }
    assert!(seen > 20, "the README shows commands: {seen}");
}

#[test]
fn from_a_clone_to_the_first_diff_it_is_three_commands() {
    let Some(server) = support::server(None) else {
        return support::skip("no server of PostgreSQL: the way of who begins was not gone");
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the README is read");
    let shown = readme.split("```console\n$ cargo install --path .\n").nth(1).expect("the README shows the way");
    let shown = shown.split("```").next().expect("the block ends");
    let commands: Vec<&str> = shown.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
    assert_eq!(commands.len(), 2, "with what installs it there are three");
    let (project, database) = (support::Project::new(&[]), server.database());
    support::psql(database.url(), "CREATE TABLE things (id bigint PRIMARY KEY, name text)");
    let bin = Path::new(env!("CARGO_BIN_EXE_dbtool")).parent().expect("programs lie in a folder");
    let path = std::env::var("PATH").expect("there is a path");
    let run = |command: &str| {
        let mut shell = support::shell(command);
        shell
            .current_dir(project.path())
            .env("DATABASE_URL", database.url())
            .env("PATH", format!("{}:{path}", bin.display()));
        let start = std::time::Instant::now();
        let output = shell.output().expect("sh runs");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{command}\n{printed}");
        println!("{:>7} ms  {command}", start.elapsed().as_millis());
        printed
    };
    if std::env::var_os("DBTOOL_TEST_INSTALL").is_some() {
        run(&format!(
            "cargo install --quiet --locked --path '{}' --root installed && test -x installed/bin/dbtool",
            root.display()
        ));
    } else {
        support::skip("DBTOOL_TEST_INSTALL is not set: `cargo install` was not timed");
    }
    let told: Vec<String> = commands.iter().map(|command| run(command)).collect();
    let wanted: Vec<&str> = shown.lines().filter(|line| !line.starts_with("$ ")).collect();
    assert_eq!(told[1].lines().collect::<Vec<_>>(), wanted);
    support::psql(database.url(), "ALTER TABLE things ADD note text");
    let drift = run(commands[1]);
    assert!(drift.contains("public.things.note"), "{drift}");
}
