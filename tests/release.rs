//! What a release is made of: the archive that `scripts/release` makes, and the container's file.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::Project;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).expect("a file of the project is read")
}

fn release(out: &Path, program: &str) -> Output {
    let mut command = Command::new(root().join("scripts/release"));
    let host = command.args(["--bin", program, "--target", "some-machine", "--out"]).arg(out);
    host.env("SOURCE_DATE_EPOCH", "1790000000").output().expect("the script runs")
}

fn shell(folder: &Path, line: &str) -> String {
    let output = Command::new("sh").args(["-c", line]).current_dir(folder).output().expect("sh runs");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn an_archive_holds_the_program_and_all_that_goes_with_it() {
    let project = Project::new(&[]);
    let (one, two) = (project.path().join("one"), project.path().join("two"));
    for out in [&one, &two] {
        let made = release(out, env!("CARGO_BIN_EXE_dbtool"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    let name = format!("dbtool-{}-some-machine", env!("CARGO_PKG_VERSION"));
    // The sum is the archive's, and the same program makes the same archive.
    assert_eq!(shell(&one, &format!("sha256sum --check {name}.tar.gz.sha256")), format!("{name}.tar.gz: OK\n"));
    let sum = |out: &Path| std::fs::read_to_string(out.join(format!("{name}.tar.gz.sha256"))).expect("a sum");
    assert_eq!(sum(&one), sum(&two));
    let listed = shell(&one, &format!("tar -tvzf {name}.tar.gz"));
    for file in [
        "dbtool",
        "README.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "man/dbtool.1",
        "man/dbtool-migrate-new.1",
        "completions/dbtool.bash",
        "completions/_dbtool",
        "completions/dbtool.fish",
        "completions/dbtool.elv",
        "completions/_dbtool.ps1",
        "schemas/dbtool.json",
        "schemas/dbtool-model.json",
    ] {
        assert!(listed.lines().any(|line| line.ends_with(&format!(" {name}/{file}"))), "{file} in {listed}");
    }
    assert!(listed.lines().all(|line| line.contains(" 0/0 ")), "nobody owns it: {listed}");
    shell(&one, &format!("tar -xzf {name}.tar.gz"));
    assert_eq!(shell(&one.join(&name), "./dbtool --version"), format!("dbtool {}\n", env!("CARGO_PKG_VERSION")));
    for file in ["man/dbtool.1", "completions/dbtool.bash", "completions/_dbtool"] {
        assert!(std::fs::metadata(one.join(&name).join(file)).expect("it is there").len() > 500, "{file}");
    }

    // What is no program of this version makes no archive.
    let other = project.write("other", "#!/bin/sh\necho dbtool 9.9.9\n");
    shell(project.path(), "chmod +x other");
    for (program, words) in
        [(other.as_path(), "other is 9.9.9, Cargo.toml says"), (Path::new("/nowhere"), "there is no program at")]
    {
        let refused = release(&project.path().join("three"), &program.display().to_string());
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && told.contains(words), "{told}");
    }
    assert!(!project.path().join("three").exists());
}

/// The words of a file for containers, line by line, lines that go on joined.
fn instructions(text: &str) -> Vec<Vec<String>> {
    let joined = text.replace("\\\n", " ");
    let lines = joined.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
fn the_container_is_built_of_what_is_there() {
    let all = instructions(&read("Containerfile"));
    let of = |word: &str| all.iter().filter(move |line| line[0] == word).collect::<Vec<_>>();
    assert_eq!(of("FROM").len(), 2, "one stage builds, the other runs");
    // The compiler is no older than what Cargo.toml asks for, and both stages are of one distribution.
    let wanted = read("Cargo.toml")
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .map(|it| it.trim_matches('"').to_owned());
    let image = &of("FROM")[0][1];
    assert!(image.starts_with(&format!("rust:{}-", wanted.expect("a version"))), "{image}");
    assert!(image.ends_with("bookworm") && of("FROM")[1][1].contains("bookworm"));
    // What it copies is there, and is let in.
    let ignored = read(".dockerignore");
    let mut copied = 0;
    for line in of("COPY").into_iter().filter(|line| !line[1].starts_with("--from=")) {
        for name in &line[1..line.len() - 1] {
            assert!(root().join(name).exists(), "{name} is copied and is not there");
            assert!(ignored.lines().any(|let_in| let_in == format!("!{name}")), "{name} is copied and is not let in");
            copied += 1;
        }
    }
    assert!(copied >= 5);
    // What is copied before the build is all that cargo needs to begin with it.
    let (stage, copying) = (Project::new(&[]), of("COPY").into_iter().filter(|line| !line[1].starts_with("--from=")));
    for line in copying.take_while(|line| line.last().is_some_and(|to| to.starts_with('.'))) {
        let to = stage.path().join(line.last().expect("where to"));
        let from: Vec<PathBuf> = line[1..line.len() - 1].iter().map(|name| root().join(name)).collect();
        let copied = if to.ends_with(".") { stage.path().to_owned() } else { to };
        let whole = line.last().is_some_and(|to| to != "./");
        let flags = if whole { "-rT" } else { "-r" };
        let done = Command::new("cp").arg(flags).args(from).arg(&copied).status().expect("cp runs");
        assert!(done.success(), "{line:?}");
    }
    let mut cargo = Command::new(env!("CARGO"));
    let read = cargo.args(["metadata", "--locked", "--offline", "--no-deps", "--format-version", "1"]);
    let read = read.current_dir(stage.path()).output().expect("cargo runs");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    // It runs as nobody in particular, and is the program.
    assert_eq!(of("USER").len(), 1);
    assert_eq!(of("ENTRYPOINT")[0][1], "[\"dbtool\"]");
    let docker = ["podman", "docker"]
        .into_iter()
        .find(|program| Command::new(program).arg("info").output().is_ok_and(|output| output.status.success()));
    match docker {
        Some(program) if std::env::var_os("DBTOOL_TEST_CONTAINER").is_some() => {
            let built = Command::new(program)
                .args(["build", "-q", "-f", "Containerfile", "."])
                .current_dir(root())
                .output()
                .expect("it runs");
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
            let image = String::from_utf8_lossy(&built.stdout).trim().to_owned();
            let said = Command::new(program).args(["run", "--rm", &image, "--version"]).output().expect("it runs");
            assert_eq!(String::from_utf8_lossy(&said.stdout), format!("dbtool {}\n", env!("CARGO_PKG_VERSION")));
        }
        Some(_) => support::skip("DBTOOL_TEST_CONTAINER is not set: the container was not built"),
        None => support::skip("neither podman nor docker runs here: the container was not built"),
    }
}
