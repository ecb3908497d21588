//! The terminal session that the README shows, `docs/session.svg`, is what happens: it is run and drawn again, and has
//! to be the same. `DBTOOL_WRITE_SESSION=1 cargo test --test session` writes it anew.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

mod support;

use std::fmt::Write as _;
use std::path::Path;

use support::{Project, server};

const CONFIG: &str = "targets: {shop: {engine: postgresql, model: shop.yaml, migrations: migrations, url: '${URL}'}}\n";
const MODEL: &str = "\
tables:
  customers:
    columns:
      id: {type: bigint, identity: always}
      email: {type: text, not_null: true, unique: true}
    primary_key: [id]
  orders:
    columns:
      id: {type: bigint, identity: always}
      customer_id: {type: bigint, references: customers} # who pays
      placed: timestamp
    primary_key: [id]
";
/// What is typed, line by line; the first word is the program.
const TYPED: [&str; 5] = [
    "dbtool diff",
    "dbtool lint --fix --only model",
    "dbtool migrate new shop begin",
    "dbtool migrate up",
    "dbtool diff --exit-code",
];

/// A stretch of text in one style.
#[derive(Clone, Default, PartialEq)]
struct Style {
    class: &'static str,
    bold: bool,
}

/// The stretches of a line that holds the escapes of a terminal's colours.
fn stretches(line: &str, style: &mut Style) -> Vec<(Style, String)> {
    let mut found: Vec<(Style, String)> = Vec::new();
    let mut rest = line;
    loop {
        let (text, after) = rest.split_once("\u{1b}[").unwrap_or((rest, ""));
        if !text.is_empty() {
            found.push((style.clone(), text.to_owned()));
        }
        if after.is_empty() {
            return found;
        }
        let (codes, after) = after.split_once('m').expect("an escape of a colour ends");
        for code in codes.split(';') {
            match code {
                "" | "0" => *style = Style::default(),
                "1" => style.bold = true,
                "2" | "90" => style.class = "dim",
                "31" | "91" => style.class = "red",
                "32" | "92" => style.class = "green",
                "33" | "93" => style.class = "yellow",
                "34" | "35" | "36" | "94" | "95" | "96" => style.class = "blue",
                _ => {}
            }
        }
        rest = after;
    }
}

/// Text as XML takes it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A terminal's lines as a picture: text that can be read and copied, in the reader's light or dark.
fn svg(lines: &[String]) -> String {
    const LINE: usize = 19;
    let columns = lines.iter().map(|line| plain(line).chars().count()).max().unwrap_or_default();
    let (width, height) = (columns * 85 / 10 + 40, lines.len() * LINE + 60);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-label=\"A session with dbtool in a terminal\">\n<style>\n\
         .page {{ fill: #f6f8fa; stroke: #d0d7de }} text {{ font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #1f2328; white-space: pre }}\n\
         .red {{ fill: #b3261e }} .green {{ fill: #116329 }} .yellow {{ fill: #7d4e00 }} .blue {{ fill: #0550ae }} .dim {{ fill: #59636e }} .bold {{ font-weight: bold }}\n\
         @media (prefers-color-scheme: dark) {{ .page {{ fill: #161b22; stroke: #30363d }} text {{ fill: #e6edf3 }} \
         .red {{ fill: #ff8178 }} .green {{ fill: #56d364 }} .yellow {{ fill: #e3b341 }} .blue {{ fill: #79c0ff }} .dim {{ fill: #9198a1 }} }}\n\
         </style>\n<rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n\
         <circle cx=\"20\" cy=\"18\" r=\"5\" fill=\"#ff5f57\"/><circle cx=\"38\" cy=\"18\" r=\"5\" fill=\"#febc2e\"/><circle cx=\"56\" cy=\"18\" r=\"5\" fill=\"#28c840\"/>\n",
        width - 1,
        height - 1
    );
    let mut style = Style::default();
    for (number, line) in lines.iter().enumerate() {
        let _ = write!(out, "<text x=\"20\" y=\"{}\" xml:space=\"preserve\">", number * LINE + 50);
        for (style, text) in stretches(line, &mut style) {
            let class = [style.class, if style.bold { "bold" } else { "" }].join(" ");
            let _ = match class.trim() {
                "" => write!(out, "{}", escaped(&text)),
                class => write!(out, "<tspan class=\"{class}\">{}</tspan>", escaped(&text)),
            };
        }
        out.push_str("</text>\n");
    }
    out.push_str("</svg>\n");
    out
}

/// A line without its colours.
fn plain(line: &str) -> String {
    stretches(line, &mut Style::default()).into_iter().map(|(_, text)| text).collect()
}

/// The same each time: how long something took, and when.
fn steady(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits: String = rest[at..].chars().take_while(char::is_ascii_digit).collect();
        let after = &rest[at + digits.len()..];
        out.push_str(&rest[..at]);
        out.push_str(match (digits.len(), after.starts_with(" ms") || after.starts_with(" s)")) {
            (14, _) => "20260102030405",
            (_, true) => "12",
            _ => &digits,
        });
        rest = after;
    }
    out + rest
}

#[test]
fn the_session_of_the_readme_is_what_happens() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL: the session was not run") };
    let database = server.database();
    let project = Project::new(&[("dbtool.yaml", CONFIG), ("shop.yaml", MODEL)]);
    let scratch = server.url();
    let mut lines = Vec::new();
    for typed in TYPED {
        lines.push(format!("\u{1b}[2m$\u{1b}[0m \u{1b}[1m{typed}\u{1b}[0m"));
        let words: Vec<&str> = typed.split(' ').skip(1).collect();
        let words = [&words, &["--color", "always", "--scratch-url", &scratch][..]].concat();
        let run = support::dbtool_in(project.path(), &words, &[("URL", database.url())]);
        assert!(matches!(run.code, Some(0 | 2)), "{typed}: {}{}", run.stdout, run.stderr);
        lines.extend(run.stdout.lines().chain(run.stderr.lines()).map(steady));
        lines.push(String::new());
    }
    lines.pop();
    let drawn = svg(&lines);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/session.svg");
    if std::env::var_os("DBTOOL_WRITE_SESSION").is_some() {
        std::fs::write(&file, &drawn).expect("the picture is written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let shown = lines.iter().map(|line| plain(line)).collect::<Vec<_>>().join("\n");
    assert!(
        kept == drawn,
        "docs/session.svg shows something else than what happens:\n{shown}\n`DBTOOL_WRITE_SESSION=1 cargo test --test session` draws it again"
    );
    let readme = std::fs::read_to_string(file.with_file_name("../README.md")).expect("the README is read");
    assert!(readme.contains("](docs/session.svg)"), "the README shows it");
}
