//! What the guide shows is what happens: the files of each page are written, its SQL is run and so are
//! its commands, in order, and what they print is what the page says. Its links lead somewhere, and its
//! hazards are those of the code.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so this way")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use support::{Project, dbtool, psql, server, without_numbers};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src")
}

/// The pages by the names of their files.
fn pages() -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder()).expect("the guide's folder is read");
    files
        .map(|file| {
            let file = file.expect("an entry is read");
            let text = std::fs::read_to_string(file.path()).expect("a page is read");
            (file.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

/// A block of a page: the words behind the fence, and the text.
struct Block<'a> {
    words: Vec<&'a str>,
    text: String,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix("```") {
            let text = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            blocks.push(Block { words: words.split(' ').collect(), text });
        }
    }
    blocks
}

/// Commands, and the lines that each prints.
fn commands(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command, Vec::new())),
            (None, Some((_, printed))) => printed.push(line),
            (None, None) => panic!("{line} comes before any command"),
        }
    }
    commands
}

/// Goes through a page; how many commands it shows.
fn play(name: &str, page: &str, url: &str) -> usize {
    let project = Project::new(&[]);
    let bin = Path::new(env!("CARGO_BIN_EXE_dbtool")).parent().expect("programs lie in a folder").to_owned();
    let path = std::env::var("PATH").expect("there is a path");
    let mut shown = 0;
    for Block { words, text } in blocks(page) {
        match words[..] {
            ["sql", "live"] => drop(psql(url, &text)),
            ["yaml" | "sql" | "prisma", file] => drop(project.write(file, &text)),
            ["console"] => {
                for (command, expected) in commands(&text) {
                    let mut shell = support::shell(command);
                    shell.env("DATABASE_URL", url).env("PATH", format!("{}:{path}", bin.display()));
                    shell.current_dir(project.path());
                    let output = shell.output().expect("sh runs");
                    let printed = String::from_utf8(output.stdout).expect("text");
                    assert!(output.status.success(), "{name}: {command}\n{printed}");
                    let lines: Vec<String> = printed.lines().map(without_numbers).collect();
                    let all = expected.last() != Some(&"…");
                    let known: Vec<String> =
                        expected.iter().filter(|line| **line != "…").map(|line| without_numbers(line)).collect();
                    assert_eq!(lines[..known.len().min(lines.len())], known[..], "{name}: {command}\n{printed}");
                    assert!(!all || lines.len() == known.len(), "{name}: {command} prints more:\n{printed}");
                    shown += 1;
                }
            }
            _ => panic!("{name}: nobody knows what to do with a block of {words:?}"),
        }
    }
    shown
}

#[test]
fn what_the_guide_shows_is_what_happens() {
    let Some(server) = server(None) else {
        return support::skip("no server of PostgreSQL: the guide was not gone through");
    };
    let mut shown = 0;
    // The rules' examples are not the guide's: `tests/lint.rs` runs them.
    for (name, page) in pages().into_iter().filter(|(name, _)| name != "rules.md") {
        let database = server.database();
        shown += play(&name, &page, database.url());
    }
    assert!(shown > 15, "the guide shows commands");
}

#[test]
fn links_of_the_guide_lead_somewhere() {
    let pages = pages();
    let summary = &pages["SUMMARY.md"];
    let mut links = 0;
    for (name, page) in &pages {
        assert!(name == "SUMMARY.md" || summary.contains(&format!("({name})")), "{name} is not in the summary");
        for link in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let there = pages.get(if file.is_empty() { name.as_str() } else { file });
            let heads = there.into_iter().flat_map(|page| page.lines()).filter_map(|line| line.strip_prefix("## "));
            let known =
                anchor.is_empty() || heads.into_iter().any(|head| head.to_lowercase().replace(' ', "-") == anchor);
            assert!(there.is_some() && known, "{name}: {link} leads nowhere");
            links += 1;
        }
    }
    assert!(links > 10);
}

#[test]
fn hazards_of_the_guide_are_those_of_the_code() {
    let told = dbtool(&["explain"]).ok();
    let hazards: Vec<(&str, &str)> = told
        .lines()
        .filter_map(|line| line.split_once("hazard of plans"))
        .map(|(code, words)| (code.trim(), words.trim()))
        .collect();
    let page = &pages()["hazards.md"];
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let wanted: Vec<String> = hazards.iter().map(|(code, words)| format!("| `{code}` | {words} |")).collect();
    assert!(wanted.len() > 10);
    assert_eq!(rows, wanted);
}

#[test]
fn the_reference_is_made_from_the_code() {
    for (page, line) in [
        ("model.md", "json-schema model --format markdown"),
        ("configuration.md", "json-schema config --format markdown"),
        ("rules.md", "lint --rules"),
    ] {
        let wanted = dbtool(&line.split(' ').collect::<Vec<_>>()).ok();
        assert_eq!(pages()[page], wanted, "`dbtool {line} > docs/src/{page}` makes it anew");
    }
}
