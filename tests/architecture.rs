//! Keeps the house as ARCHITECTURE.md draws it: who may import whom, which rooms know no kind by
//! name, and that every kind is accounted for.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use dbtool::model::Kind;

/// Which rooms a room may import. A room that is not listed is a fault, so that a new one is drawn
/// in ARCHITECTURE.md and put here in the same commit.
const IMPORTS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("suggest", &[]),
    ("parallel", &[]),
    ("percent", &[]),
    ("ui", &[]),
    ("error", &["model"]),
    ("diff", &["model", "plan"]),
    ("plan", &["diff", "engine", "error", "model"]),
    ("canonical", &["diff", "engine", "error", "model", "parallel", "plan", "scratch"]),
    ("proof", &["diff", "engine", "error", "model", "plan"]),
    ("filter", &["error", "model"]),
    ("ground", &["engine", "filter", "model"]),
    ("engine", &["error", "model", "percent"]),
    ("load", &["engine", "error", "model", "suggest"]),
    ("dump", &["engine", "load", "model", "parallel"]),
    ("document", &["dump", "engine", "error", "model"]),
    ("report", &["diff", "engine", "model", "plan"]),
    ("site", &["diff", "engine", "error", "model", "plan"]),
    ("edit", &["dump", "model"]),
    ("lint", &["diff", "dump", "edit", "engine", "error", "filter", "migrate", "model"]),
    ("embedded", &["engine", "error", "percent"]),
    ("scratch", &["embedded", "engine", "error"]),
    ("config", &["engine", "error", "model", "suggest"]),
    (
        "migrate",
        &[
            "canonical",
            "diff",
            "dump",
            "engine",
            "error",
            "filter",
            "ground",
            "load",
            "model",
            "plan",
            "proof",
            "scratch",
            "ui",
        ],
    ),
    (
        "cli",
        &[
            "canonical",
            "config",
            "diff",
            "document",
            "dump",
            "edit",
            "embedded",
            "engine",
            "error",
            "filter",
            "ground",
            "lint",
            "load",
            "migrate",
            "model",
            "percent",
            "plan",
            "proof",
            "report",
            "scratch",
            "site",
            "suggest",
            "ui",
        ],
    ),
];

/// The rooms in which no kind is named: what they do holds for all of them.
const GENERIC: &[&str] =
    &["diff", "plan", "canonical", "proof", "filter", "ground", "report", "document", "migrate", "cli", "config"];

/// The program's files with their code: comments and unit tests are left out.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut open, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("src is read") {
            let path = entry.expect("an entry is read").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let inside = path.strip_prefix(&root).expect("it is in src").to_owned();
            let name = inside.to_string_lossy().replace('\\', "/");
            if !name.ends_with(".rs") || name.ends_with("tests.rs") || ["main.rs", "lib.rs"].contains(&name.as_str()) {
                continue;
            }
            let room = name.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
            let text = std::fs::read_to_string(&path).expect("a source is read");
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let code: String = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .map(|line| format!("{line}\n"))
                .collect();
            found.push((room, inside, code));
        }
    }
    found.sort();
    assert!(found.len() > 50, "the sources are found");
    found
}

/// The names after `crate::`, those within braces included.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let group = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(group, _)| group);
        for path in group.unwrap_or(rest).split(if group.is_some() { ',' } else { '\n' }) {
            let name: String = path.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !name.is_empty() {
                found.insert(name);
            }
            if group.is_none() {
                break;
            }
        }
    }
    found
}

#[test]
fn imports_point_towards_the_model() {
    let allowed: BTreeMap<&str, &[&str]> = IMPORTS.iter().copied().collect();
    let mut faults = Vec::new();
    for (room, path, code) in sources() {
        let Some(may) = allowed.get(room.as_str()) else {
            faults.push(format!("{}: the room `{room}` is not in the picture", path.display()));
            continue;
        };
        for import in imports(&code) {
            if import != room && !may.contains(&import.as_str()) {
                faults.push(format!("{}: `{room}` imports `{import}`", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_generic_rooms_name_no_kind() {
    let mut faults = Vec::new();
    for (room, path, code) in sources() {
        if !GENERIC.contains(&room.as_str()) {
            continue;
        }
        for (number, line) in code.lines().enumerate() {
            for kind in Kind::ALL {
                for name in [format!("Kind::{kind:?}"), format!("Object::{kind:?}")] {
                    let named = line.match_indices(&name).any(|(at, _)| {
                        let before = line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
                        let after =
                            line[at + name.len()..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
                        !before && !after
                    });
                    if named {
                        faults.push(format!("{}: {name} near line {}", path.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_kind_is_accounted_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let coverage = std::fs::read_to_string(root.join("COVERAGE.md")).expect("COVERAGE.md is read");
    let registry = |engine: &str| {
        std::fs::read_to_string(root.join(format!("src/engine/{engine}/registry.rs"))).expect("the registry is read")
    };
    let (postgres, mysql) = (registry("postgres"), registry("mysql"));
    for kind in Kind::ALL {
        let written = postgres.contains(&format!("{kind:?} => ")) || mysql.contains(&format!("    {kind:?},\n"));
        assert!(written, "no engine writes a {kind}");
        let row = format!("| {} |", kind.plural());
        assert!(coverage.lines().any(|line| line.to_lowercase().starts_with(&row)), "COVERAGE.md has no row `{row}`");
    }
}

#[test]
fn no_file_grows_without_end() {
    for (_, path, code) in sources() {
        let lines = code.lines().count();
        assert!(lines <= 600, "{} has {lines} lines of code: is it two files?", path.display());
    }
}
