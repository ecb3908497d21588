//! `security-definer-search-path`: a SECURITY DEFINER routine goes by its caller's search_path.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(in crate::lint) const RULE: Rule = Rule {
    code: "security-definer-search-path",
    severity: Severity::Warning,
    title: "a SECURITY DEFINER routine goes by its caller's search_path",
    why: "Whoever may create objects in a schema of that path decides what the routine does with its owner's rights.",
    remedy: "SET search_path = '' on the routine, and qualify every name in it",
    before: "",
    bad: "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';",
    good: "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1';",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for change in evidence.changes.iter().filter(|change| change.id.kind == Kind::Routine) {
        if let Some(Object::Routine(routine)) = &change.after
            && routine.security_definer
            && !routine.config.contains_key("search_path")
        {
            let message = format!("{} runs with its owner's rights and its caller's search_path", change.id);
            found.push(Found::near(evidence.naming(&[&change.id.name]), message));
        }
    }
    found
}
