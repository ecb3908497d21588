//! The report as a comment for a pull request.

use std::fmt::Write as _;

use super::{Report, names, script};
use crate::model::Difference;

/// The report in Markdown.
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "### `{}`: {}\n", report.target, report.counts());
    out.push_str("| | object | what |\n|---|---|---|\n");
    for change in &report.plan.changes {
        let tell = |difference: &Difference| {
            if names::is_long(difference) {
                return format!("{} changed", difference.attribute);
            }
            let (before, after) = (names::value(&difference.before), names::value(&difference.after));
            format!("{}: {} → {}", difference.attribute, code(&before), code(&after))
        };
        let details = change.details().iter().map(tell).collect::<Vec<_>>().join("<br>");
        let details = match &change.from {
            Some(from) => format!("from {} {details}", code(&from.to_string())),
            None => details,
        };
        let name = code(&change.id.to_string());
        let _ = writeln!(out, "| {} | {} {name} | {} |", names::verb(change.action), change.id.kind, details.trim());
    }
    let mut hazards: Vec<String> = Vec::new();
    for step in &report.plan.steps {
        for hazard in &step.hazards {
            let line = format!(
                "- **{}** {}: {}\n",
                hazard.code,
                code(&step.id.to_string()),
                hazard.message.replace('\n', " ")
            );
            if !hazards.contains(&line) {
                hazards.push(line);
            }
        }
    }
    if !hazards.is_empty() {
        let _ = write!(out, "\n#### Hazards\n\n{}", hazards.concat());
    }
    let sql = script(&report.plan.steps, report.dialect());
    if !sql.is_empty() {
        let fence = fence(&sql);
        let _ = write!(out, "\n<details><summary>SQL</summary>\n\n{fence}sql\n{sql}{fence}\n\n</details>\n");
    }
    out
}

/// Inline code for a table's cell: `|` would end the cell, and a back-tick the code.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|").replace('\n', " ");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// A fence that is longer than any in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}
