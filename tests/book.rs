//! The guide as mdBook builds it: every page is there, and every link of what it built leads to a page and a place.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// mdBook: of the path, or the one that `tests/run` fetches.
fn mdbook() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().map(|target| target.join("tools/mdbook/bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(target);
    folders.map(|folder| folder.join("mdbook")).find(|program| program.is_file())
}

/// The files of a folder and below by their paths in it.
fn files(root: &Path) -> BTreeMap<String, String> {
    let (mut open, mut found) = (vec![root.to_owned()], BTreeMap::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder is read") {
            let path = entry.expect("an entry is read").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(root).expect("it is below").to_string_lossy().replace('\\', "/");
            let text = std::fs::read(&path).expect("a file is read");
            found.insert(name, String::from_utf8_lossy(&text).into_owned());
        }
    }
    found
}

/// What stands between quotes after these words.
fn values<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(before).filter_map(move |(at, _)| text[at + before.len()..].split('"').next())
}

/// The links of pages that lead nowhere, and how many were followed.
fn broken(book: &BTreeMap<String, String>) -> (Vec<String>, usize) {
    let places: BTreeMap<&str, BTreeSet<&str>> =
        book.iter().map(|(name, text)| (name.as_str(), values(text, " id=\"").collect())).collect();
    let (mut lost, mut followed) = (Vec::new(), 0);
    for (name, text) in book.iter().filter(|(name, _)| name.ends_with(".html") && *name != "404.html") {
        for link in values(text, " href=\"").chain(values(text, " src=\"")) {
            if link.contains("://") || link.starts_with("data:") || link.starts_with("mailto:") {
                continue;
            }
            followed += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let page = if path.is_empty() { name.as_str() } else { path.strip_prefix("./").unwrap_or(path) };
            let there = places.get(page).is_some_and(|ids| anchor.is_empty() || ids.contains(anchor));
            if !there {
                lost.push(format!("{name}: {link}"));
            }
        }
    }
    (lost, followed)
}

#[test]
fn the_book_is_built_and_its_links_lead_somewhere() {
    let Some(program) = mdbook() else {
        return support::skip("no mdbook here: the guide was not built as a book");
    };
    let folder = support::Project::new(&[]);
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let output = Command::new(program)
        .arg("build")
        .arg(&docs)
        .arg("--dest-dir")
        .arg(folder.path().join("book"))
        .output()
        .expect("mdbook runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    assert!(!told.contains("WARN") && !told.contains("ERROR"), "{told}");
    let book = files(&folder.path().join("book"));
    for page in std::fs::read_dir(docs.join("src")).expect("the guide's folder is read") {
        let page = page.expect("an entry is read").file_name().to_string_lossy().replace(".md", ".html");
        assert!(page == "SUMMARY.html" || book.contains_key(&page), "{page} is not built");
    }
    let (lost, followed) = broken(&book);
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    assert!(followed > 100, "links are found: {followed}");
    // What looks for lost links finds one.
    let mut bad = book.clone();
    bad.insert("bad.html".to_owned(), "<a href=\"model.html#nowhere\"> <a href=\"gone.html\">".to_owned());
    assert_eq!(broken(&bad).0.len(), 2);
}
