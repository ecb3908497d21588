//! The web site of a database: whole, sealed, the same each time, and usable in a real browser.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so this way")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Project;
use super::support::{self, psql, server};

const SCHEMA: &str = include_str!("documents.sql");

/// The site's files by their paths.
fn files(site: &Path) -> BTreeMap<String, String> {
    let (mut open, mut found) = (vec![site.to_owned()], BTreeMap::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(site).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// What stands between quotes after these words.
fn values<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(before).filter_map(move |(at, _)| text[at + before.len()..].split('"').next())
}

/// Every link of every page leads to a page and a place that are there.
fn check_links(files: &BTreeMap<String, String>) {
    let places: BTreeMap<&str, BTreeSet<&str>> =
        files.iter().map(|(name, text)| (name.as_str(), values(text, " id=\"").collect())).collect();
    let mut links = 0;
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in values(text, " href=\"").chain(values(text, " src=\"")) {
            links += 1;
            let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
            let target = match path.strip_prefix("../") {
                _ if path.starts_with("https://example.com") => continue,
                Some(path) => path.to_owned(),
                None if path.is_empty() => name.clone(),
                None if folder.is_empty() => path.to_owned(),
                None => format!("{folder}/{path}"),
            };
            let there = places.get(target.as_str()).unwrap_or_else(|| panic!("{name} links to {link}"));
            assert!(anchor.is_none_or(|anchor| there.contains(anchor)), "{name} links to {link}");
        }
    }
    assert!(links > 100, "links are found: {links}");
}

#[test]
fn a_site_is_whole_sealed_and_the_same_each_time() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let database = server.database();
    psql(database.url(), SCHEMA);
    let project = Project::new(&[]);
    let scratch = server.url();
    let dbtool =
        |words: &[&str]| project.dbtool(&[&["--scratch-url", &scratch, "--url", database.url()], words].concat());
    dbtool(&["inspect", "-o", "before.yaml"]).ok();
    psql(
        database.url(),
        "CREATE TABLE zwei.parent (parent_id int PRIMARY KEY);
         COMMENT ON TABLE zwei.parent IS '**bold** <script>alert(1)</script> [x](javascript:alert(1)) [y](https://example.com/y)';
         CREATE TABLE zwei.fresh (id int PRIMARY KEY, parent_id int REFERENCES zwei.parent ON DELETE CASCADE);
         CREATE FUNCTION zwei.told() RETURNS int LANGUAGE sql AS 'SELECT 1 -- <b>';
         CREATE VIEW zwei.seen AS SELECT parent_id FROM zwei.parent WHERE zwei.told() = 1;
         ALTER TABLE zwei.fresh ENABLE ROW LEVEL SECURITY;
         CREATE POLICY mine ON zwei.fresh USING (id > 0);
         GRANT SELECT ON zwei.fresh TO PUBLIC;
         DROP TABLE zwei.child CASCADE;",
    );
    dbtool(&["docs", "-o", "site", "--name", "a & b", "--since", "before.yaml"]).ok();
    let site = files(&project.path().join("site"));
    check_links(&site);
    for (name, text) in site.iter().filter(|(name, _)| name.ends_with(".html")) {
        assert!(text.contains("default-src 'none'"), "{name} is sealed");
        for bad in ["<script>", "onclick", " style=\"", "<style", "href=\"javascript", "alert(1)</script>"] {
            assert!(!text.replace("&lt;script&gt;", "").contains(bad), "{name} holds {bad}");
        }
        for link in values(text, " src=\"").chain(values(text, "<link rel=\"stylesheet\" href=\"")) {
            assert!(!link.contains("//"), "{name} loads {link}");
        }
    }
    let table = &site["table/zwei.parent.html"];
    for part in [
        "<strong>bold</strong>",
        "&lt;script&gt;",
        "href=\"https://example.com/y\"",
        "zwei.fresh.html",
        "zwei.seen.html",
    ] {
        assert!(table.contains(part), "{part} in {table}");
    }
    let fresh = &site["table/zwei.fresh.html"];
    for part in ["on delete cascade", "CREATE</span> <span class=\"k\">POLICY", "GRANT", "zwei.parent.html#", "<svg"] {
        assert!(fresh.contains(part), "{part} in {fresh}");
    }
    let changes = &site["changes.html"];
    let section = |class: &str, name: &str| {
        changes.split("<section ").any(|it| it.starts_with(&format!("class=\"change {class}\"")) && it.contains(name))
    };
    assert!(section("added", "zwei.fresh") && section("dropped", "zwei.child"), "{changes}");
    assert!(site["assets/search.js"].contains("\"zwei.parent\""));

    // The same bytes, and nothing left of what is gone.
    psql(database.url(), "DROP VIEW zwei.seen");
    for out in ["site", "again"] {
        dbtool(&["docs", "-o", out, "--name", "a & b", "--no-sizes"]).ok();
    }
    let (one, two) = (files(&project.path().join("site")), files(&project.path().join("again")));
    assert!(!one.contains_key("view/zwei.seen.html"));
    let same = one.iter().filter(|(name, _)| *name != "changes.html").eq(two.iter());
    assert!(same, "{:?} and {:?}", one.keys(), two.keys());
    dbtool(&["inspect", "-o", "model.yaml"]).ok();
    dbtool(&["docs", "-o", "modelled", "--name", "a & b", "--from", "model", "--model", "model.yaml"]).ok();
    let modelled = files(&project.path().join("modelled"));
    assert_eq!(modelled["table/zwei.fresh.html"], one["table/zwei.fresh.html"]);

    // A folder of someone else's is left alone.
    project.write("mine/notes.txt", "mine");
    let refused = dbtool(&["docs", "-o", "mine"]).failed(1);
    assert!(refused.contains("mine is not empty") && refused.contains("a folder of its own"), "{refused}");
    assert_eq!(project.read("mine/notes.txt"), "mine");
}

/// The browser, and the folder with what drives it; none where one of them is missing.
fn browser() -> Option<(PathBuf, PathBuf)> {
    let program = ["chromium", "chromium-browser", "google-chrome"];
    let paths = std::env::var_os("PATH")?;
    let program =
        std::env::split_paths(&paths).flat_map(|path| program.map(|name| path.join(name))).find(|it| it.is_file())?;
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?;
    let modules = target.join("tools/browser");
    (modules.join("node_modules/playwright-core").is_dir()).then_some((program, modules))
}

const VIEWPOINTS: &str = "\
targets:
  app:
    engine: postgresql
    viewpoints:
      parents: {title: Parents & <b>, description: 'Who *belongs* to whom <script>alert(1)</script>', include: [zwei.parent, zwei.fresh]}
      gone: {include: [nowhere.*]}
";

#[test]
fn a_viewpoint_has_a_page_of_its_own() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let database = server.database();
    psql(
        database.url(),
        "CREATE SCHEMA zwei; CREATE TABLE zwei.parent (id int PRIMARY KEY);
         CREATE TABLE zwei.fresh (id int PRIMARY KEY, parent_id int REFERENCES zwei.parent);
         CREATE TABLE zwei.other (id int PRIMARY KEY, fresh_id int REFERENCES zwei.fresh);",
    );
    let members: String = (0..130).map(|at| format!("CREATE TABLE zwei.many_{at} (id int PRIMARY KEY);")).collect();
    psql(database.url(), &members);
    let project = Project::new(&[(
        "dbtool.yaml",
        &VIEWPOINTS.replace("      gone:", "      many: {title: Many, include: ['zwei.many_*']}\n      gone:"),
    )]);
    let scratch = server.url();
    let run = project.dbtool(&["--scratch-url", &scratch, "--url", database.url(), "docs", "app", "-o", "site"]);
    assert!(run.stderr.contains("dbtool.yaml:7:13: nothing is seen from the viewpoint `gone`"), "{}", run.stderr);
    run.ok();
    let site = files(&project.path().join("site"));
    check_links(&site);
    let page = &site["viewpoint/parents.html"];
    for part in ["<h1>Parents &amp; &lt;b&gt;</h1>", "<em>belongs</em>", "&lt;script&gt;", "Referred to by, beyond it"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    let main = page.split("<main").nth(1).unwrap();
    let drawn = main.split("<svg").nth(1).unwrap().split("</svg>").next().unwrap();
    assert!(drawn.contains("zwei.fresh") && !drawn.contains("zwei.other"), "{drawn}");
    assert!(main.contains("../table/zwei.other.html"), "{main}");
    assert!(site["index.html"].contains("href=\"viewpoint/parents.html\""));
    assert!(site["assets/search.js"].contains("[\"viewpoint\",\"Parents & <b>\",\"viewpoint/parents.html\""));
    // More than one diagram shows has several.
    assert!(site["viewpoint/many.html"].contains("../diagram/viewpoint-many-2.html"));
    assert!(!site.contains_key("viewpoint/gone.html"));
}

#[test]
fn a_reader_finds_the_way_in_a_real_browser() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let Some((program, modules)) = browser() else {
        return support::skip("no Chromium or playwright-core here: the site was not looked at in a browser");
    };
    let database = server.database();
    psql(database.url(), SCHEMA);
    let project = Project::new(&[("dbtool.yaml", VIEWPOINTS)]);
    let scratch = server.url();
    let dbtool = |words: &[&str]| {
        project.dbtool(&[&["--scratch-url", &scratch, "--url", database.url()], words, &["app"]].concat())
    };
    dbtool(&["inspect", "-o", "before.yaml"]).ok();
    psql(
        database.url(),
        "CREATE TABLE zwei.parent (id int PRIMARY KEY, note text);
         COMMENT ON TABLE zwei.parent IS 'What others belong to';
         CREATE TABLE zwei.fresh (id int PRIMARY KEY, parent_id int REFERENCES zwei.parent, b text DEFAULT 'x',
             a_column_whose_name_goes_on_and_on_until_there_is_no_more_room int);
         DROP TABLE zwei.child CASCADE;",
    );
    dbtool(&["docs", "-o", "site", "--since", "before.yaml"]).ok();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/site/browser.mjs");
    let output =
        Command::new("node").arg(script).arg(project.path().join("site")).arg(program).arg(modules).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
