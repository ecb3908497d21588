//! `grant-to-public`: every role gets a right.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "grant-to-public",
    severity: Severity::Warning,
    title: "every role gets a right",
    why: "PUBLIC is every role that there is and that there will be.",
    remedy: "grant it to the roles that need it",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text);",
    bad: "GRANT SELECT ON t TO PUBLIC;",
    good: "GRANT SELECT ON t TO CURRENT_USER;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for change in evidence.changes.iter().filter(|change| change.id.kind == Kind::Grant && change.id.name.is_empty()) {
        let held = |side: &Option<Object>| match side {
            Some(Object::Grant(grant)) => grant.privileges.clone(),
            _ => Vec::new(),
        };
        let old = held(&change.before);
        let new: Vec<String> = held(&change.after).into_iter().filter(|privilege| !old.contains(privilege)).collect();
        if !new.is_empty() {
            let what = change.id.root();
            let number = evidence.naming(&["grant", &what.name]);
            found.push(Found::near(number, format!("every role may {} {what}", new.join(", "))));
        }
    }
    found
}
