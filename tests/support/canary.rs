//! A secret that is looked for in everything that dbtool writes, and in the words of every program that runs meanwhile.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{bare, dbtool_in};

/// Runs every sort of command at `url`, which holds the secret and is of a server, and at one where nobody answers, in
/// a folder with a model and with migrations that it knows nothing of, the last of which takes long and fails; then looks for the secret in what
/// they said, in the folder but for that of the server, in the history, and in the list of programs.
pub fn canary_in_no_byte(secret: &str, engine: &str, folder: &Path, urls: [&str; 2], history: impl FnOnce() -> String) {
    let config = format!(
        "targets:\n  shop: {{engine: {engine}, url: '${{SHOP_URL}}', migrations: m, model: model.yaml}}\n  \
         all: {{engine: {engine}, urls: ['${{SHOP_URL}}'], migrations: m, model: model.yaml}}\n",
    );
    std::fs::write(folder.join("dbtool.yaml"), config).expect("it is written");
    let mut all = String::new();
    for url in urls {
        assert!(url.contains(secret));
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
    bare(&mut command);
    command.args(["migrate", "up", "shop", "--allow-out-of-order"]).env("SHOP_URL", urls[0]).current_dir(folder);
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("dbtool starts");
    for round in 0..10 {
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let words = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
            all.push_str(&String::from_utf8_lossy(&words));
        }
        assert!(round != 3 || run.try_wait().expect("it is ours").is_none(), "the last migration takes long");
        std::thread::sleep(Duration::from_millis(100));
    }
    run.wait().expect("it ended");
    let mut open = vec![folder.to_owned()];
    while let Some(place) = open.pop() {
        for entry in std::fs::read_dir(place).expect("the folder is read") {
            let path = entry.expect("an entry").path();
            if !path.is_dir() {
                all.push_str(&String::from_utf8_lossy(&std::fs::read(&path).expect("a file is read")));
            } else if path != folder.join("server") {
                open.push(path);
            }
        }
    }
    let history = history();
    assert!(!history.is_empty(), "there is a history");
    all.push_str(&history);
    let found = all.lines().find(|line| line.contains(secret));
    assert_eq!(found, None);
}
