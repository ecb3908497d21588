//! `no-way-back`: a migration has no way back.

use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "no-way-back",
    severity: Severity::Note,
    title: "a migration has no way back",
    why: "`migrate down` stops there.",
    remedy: "write a .down.sql, or one that begins with `-- irreversible: REASON`",
    before: "",
    bad: "CREATE TABLE t (id int PRIMARY KEY);",
    good: "@down",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    match &evidence.migration().down {
        None => vec![Found::near(None, "there is no .down.sql")],
        Some(_) => Vec::new(),
    }
}
