//! The report as annotations of a GitHub workflow: one per change, at the model's own line.

use std::fmt::Write as _;

use super::{Report, names};
use crate::plan::Action;

/// The report as workflow commands.
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for change in &report.plan.changes {
        let mut fields = Vec::new();
        if let Some(place) = &change.place {
            fields.push(format!("file={}", property(&place.file)));
            fields.push(format!("line={}", place.line));
            fields.push(format!("col={}", place.column));
        }
        fields.push(format!("title={}", property(&format!("Schema drift in {}", report.target))));
        let name = names::title(&change.id);
        let mut message = match (change.action, &change.from) {
            (Action::Create, _) => format!("{name} is in the model and not in the database"),
            (Action::Drop, _) => format!("{name} is in the database and not in the model"),
            (Action::Rename, Some(from)) => format!("{name} is still called {from} in the database"),
            (Action::Rename, None) | (Action::Alter, _) => format!("{name} differs"),
        };
        for difference in change.details() {
            let (before, after) = (names::value(&difference.before), names::value(&difference.after));
            let _ = write!(message, "\n{}: {before} → {after}", difference.attribute);
        }
        let _ = writeln!(out, "::error {}::{}", fields.join(","), data(&message));
    }
    out
}

/// Escapes a message, as the workflow commands' toolkit does.
pub fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property, which commas and colons would end.
pub fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
