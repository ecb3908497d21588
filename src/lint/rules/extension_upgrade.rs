//! `extension-upgrade`: an extension becomes another version.

use crate::lint::evidence::{begins, says};
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "extension-upgrade",
    severity: Severity::Warning,
    title: "an extension becomes another version",
    why: "Its own script runs, with what locks and changes nobody here has seen, and there is seldom a way back.",
    remedy: "read its release notes, and try it on a copy of the data",
    before: "CREATE EXTENSION hstore VERSION '1.4';",
    bad: "ALTER EXTENSION hstore UPDATE;",
    good: "COMMENT ON EXTENSION hstore IS 'pairs';",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let found = evidence
        .statements()
        .filter(|(_, statement)| begins(statement, &["alter", "extension"]) && says(statement, "update"));
    found.map(|(number, _)| Found::at(number, "the extension's own script runs")).collect()
}
