//! Findings for a pull request's page and for build servers.

use std::fmt::Write as _;

use super::Linted;
use crate::lint::{Finding, Severity};

/// A heading with the target and a table of what was found.
pub(super) fn markdown(linted: &Linted) -> String {
    let Linted { target, findings, .. } = linted;
    if findings.is_empty() {
        return format!("### dbtool lint: {}\n\nNothing found.\n", cell(target));
    }
    let mut out = format!("### dbtool lint: {}\n\n| | place | what | code |\n|---|---|---|---|\n", cell(target));
    for Finding { code, severity, message, place, remedy } in findings {
        let words = format!("{message}. {remedy}");
        let place = cell(&place.to_string());
        let _ = writeln!(out, "| {} | {place} | {} | {} |", severity.word(), cell(&words), cell(code));
    }
    out
}

/// A text that stays within its cell, and says nothing in Markdown or HTML.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '#' | '@' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A suite for each target, a case for each finding; notes are no failures.
pub(super) fn junit(all: &[Linted]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dbtool lint\">\n");
    for Linted { target, findings, .. } in all {
        let fails = |finding: &&Finding| finding.severity >= Severity::Warning;
        let failures = findings.iter().filter(fails).count();
        // Where nothing was found there is a case all the same: a suite without any counts as not run.
        let tests = findings.len().max(1);
        let name = attribute(target);
        let _ = writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\">");
        if findings.is_empty() {
            let _ = writeln!(out, "    <testcase classname=\"{name}\" name=\"nothing found\"/>");
        }
        for finding in findings {
            let Finding { code, severity, message, place, remedy } = finding;
            // Without lines, what is wrong tells the cases apart.
            let shown = if place.is_whole() { message.clone() } else { place.to_string() };
            let (shown, code) = (attribute(&shown), attribute(code));
            let _ = write!(out, "    <testcase classname=\"{name}\" name=\"{code} {shown}\"");
            if !fails(&finding) {
                let _ = writeln!(out, "/>");
                continue;
            }
            let words = attribute(&format!("{place}: {message}\n{remedy}"));
            let _ = writeln!(
                out,
                ">\n      <failure message=\"{}\" type=\"{}\">{words}</failure>\n    </testcase>",
                attribute(message),
                severity.word()
            );
        }
        out.push_str("  </testsuite>\n");
    }
    out + "</testsuites>\n"
}

/// A text within an element or an attribute; what XML 1.0 has no character for is left out.
fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    fn linted() -> Linted {
        let place = Place { file: "m|<x>.yaml".into(), line: 3, column: 5 };
        let finding = |severity, message: &str| Finding {
            code: "serial".to_owned(),
            severity,
            message: message.to_owned(),
            place: place.clone(),
            remedy: "use \"identity\"".into(),
        };
        Linted {
            target: "a&b".to_owned(),
            engine: "postgresql",
            objects: 1,
            migrations: 0,
            findings: vec![finding(Severity::Warning, "x <script>|\n\u{1}y"), finding(Severity::Note, "z")],
            fixed: Vec::new(),
            diff: None,
            left: Vec::new(),
        }
    }

    #[test]
    fn a_table_holds_what_is_hostile() {
        let text = markdown(&linted());
        let wanted = "### dbtool lint: a&amp;b\n\n| | place | what | code |\n|---|---|---|---|\n\
                      | warning | m\\|&lt;x&gt;.yaml:3:5 | x &lt;script&gt;\\| y. use \"identity\" | serial |\n\
                      | note | m\\|&lt;x&gt;.yaml:3:5 | z. use \"identity\" | serial |\n";
        assert_eq!(text, wanted);
    }

    #[test]
    fn xml_holds_what_is_hostile() {
        let clean = Linted { findings: Vec::new(), target: "c".to_owned(), ..linted() };
        let text = junit(&[linted(), clean]);
        let wanted = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dbtool lint\">\n  \
            <testsuite name=\"a&amp;b\" tests=\"2\" failures=\"1\">\n    \
            <testcase classname=\"a&amp;b\" name=\"serial m|&lt;x&gt;.yaml:3:5\">\n      \
            <failure message=\"x &lt;script&gt;|&#10;y\" type=\"warning\">m|&lt;x&gt;.yaml:3:5: x &lt;script&gt;|&#10;y&#10;use &quot;identity&quot;</failure>\n    \
            </testcase>\n    <testcase classname=\"a&amp;b\" name=\"serial m|&lt;x&gt;.yaml:3:5\"/>\n  </testsuite>\n  \
            <testsuite name=\"c\" tests=\"1\" failures=\"0\">\n    <testcase classname=\"c\" name=\"nothing found\"/>\n  \
            </testsuite>\n</testsuites>\n";
        assert_eq!(text, wanted);
    }
}
