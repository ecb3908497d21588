//! The report for a person: objects with their parts below them, then the SQL.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use indexmap::IndexMap;
use similar::{ChangeTag, TextDiff};

use super::{Report, names, script};
use crate::diff::Change;
use crate::model::{Difference, ObjectId};
use crate::plan::Action;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// The report with colours; whoever writes it out takes them away where they are not seen.
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    if report.titled {
        let _ = writeln!(out, "{BOLD}{}{BOLD:#}", report.target);
    }
    for (root, changes) in groups(&report.plan.changes) {
        group(&mut out, root, &changes);
    }
    for line in report.nodes {
        let _ = writeln!(out, "{YELLOW}~{YELLOW:#} {line}");
    }
    let sql = script(&report.plan.steps, report.dialect());
    if !sql.is_empty() {
        let _ = writeln!(out);
        for line in sql.lines() {
            if line.starts_with("-- ") {
                let _ = writeln!(out, "{YELLOW}{line}{YELLOW:#}");
            } else {
                let _ = writeln!(out, "{line}");
            }
        }
    }
    out
}

/// The changes by the outermost object that they are within, in the order in which it first comes.
fn groups(changes: &[Change]) -> IndexMap<&ObjectId, Vec<&Change>> {
    let mut groups: IndexMap<&ObjectId, Vec<&Change>> = IndexMap::new();
    for change in changes {
        groups.entry(change.id.root()).or_default().push(change);
    }
    groups
}

fn group(out: &mut String, root: &ObjectId, changes: &[&Change]) {
    match changes.iter().find(|change| change.id == *root) {
        Some(change) if change.action == Action::Drop => return header(out, change, &names::title(root), 0),
        Some(change) => header(out, change, &names::title(root), 0),
        // Parts alone differ: the object itself stays, and is the heading.
        None => {
            let _ = writeln!(out, "{YELLOW}~{YELLOW:#} {BOLD}{}{BOLD:#}", names::title(root));
        }
    }
    parts(out, root, root, changes, 1);
}

/// The changes of which `outer` is the nearest object that is told of.
fn parts(out: &mut String, outer: &ObjectId, root: &ObjectId, changes: &[&Change], depth: usize) {
    let nearest = |id: &ObjectId| {
        let mut parent = id.parent();
        while let Some(id) = parent {
            if id == root || changes.iter().any(|change| change.id == *id) {
                return id == outer;
            }
            parent = id.parent();
        }
        false
    };
    for change in changes.iter().filter(|change| nearest(&change.id)) {
        header(out, change, &names::within(&change.id, outer), depth);
        // What goes takes its parts along: to list them would only hide what matters.
        if change.action != Action::Drop {
            parts(out, &change.id, root, changes, depth + 1);
        }
    }
}

/// A change's own line, and below it what it consists of.
fn header(out: &mut String, change: &Change, name: &str, depth: usize) {
    let indent = &"    ".repeat(depth);
    let (sign, style) = match change.action {
        Action::Create => ('+', GREEN),
        Action::Drop => ('-', RED),
        Action::Alter => ('~', YELLOW),
        Action::Rename => ('>', YELLOW),
    };
    let weight = if depth == 0 { style.bold() } else { style };
    let _ = write!(out, "{indent}{style}{sign}{style:#} {weight}{name}{weight:#}");
    if let Some(from) = &change.from {
        let _ = write!(out, " {DIM}(was{DIM:#} {from}{DIM}){DIM:#}");
    }
    if let (None, Some(after)) = (&change.before, &change.after) {
        let summary = summary(&after.attributes());
        if !summary.is_empty() {
            let _ = write!(out, "  {DIM}{summary}{DIM:#}");
        }
    }
    if let (Some(place), 0) = (&change.place, depth) {
        let _ = write!(out, "  {DIM}{place}{DIM:#}");
    }
    out.push('\n');
    for difference in change.details() {
        detail(out, &difference, indent);
    }
}

/// What a new object is, on one line, as far as there is room: its SQL below tells all.
fn summary(attributes: &serde_json::Map<String, serde_json::Value>) -> String {
    const ROOM: usize = 80;
    let mut out = String::new();
    for (key, value) in attributes {
        let text = names::value(value);
        let item = match value {
            serde_json::Value::Bool(true) => key.clone(),
            serde_json::Value::Bool(false) | serde_json::Value::Null => continue,
            _ if text.contains('\n') => continue,
            _ => format!("{key}: {text}"),
        };
        if out.chars().count() + item.chars().count() > ROOM {
            out.push_str(", …");
            break;
        }
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(&item);
    }
    out.trim_start_matches(", ").to_owned()
}

fn detail(out: &mut String, difference: &Difference, indent: &str) {
    let name = &difference.attribute;
    if !names::is_long(difference) {
        let (before, after) = (names::value(&difference.before), names::value(&difference.after));
        let _ = writeln!(out, "{indent}    {name}: {RED}{before}{RED:#} → {GREEN}{after}{GREEN:#}");
        return;
    }
    let _ = writeln!(out, "{indent}    {name}:");
    let (before, after) = (names::lines(&difference.before), names::lines(&difference.after));
    let diff = TextDiff::from_lines(&before, &after);
    for (position, hunk) in diff.grouped_ops(2).iter().enumerate() {
        if position > 0 {
            let _ = writeln!(out, "{indent}      {DIM}…{DIM:#}");
        }
        for line in hunk.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = line.value().trim_end_matches(['\n', '\r']);
            let _ = match line.tag() {
                ChangeTag::Delete => writeln!(out, "{indent}      {RED}-{text}{RED:#}"),
                ChangeTag::Insert => writeln!(out, "{indent}      {GREEN}+{text}{GREEN:#}"),
                ChangeTag::Equal => writeln!(out, "{indent}       {text}"),
            };
        }
    }
}
