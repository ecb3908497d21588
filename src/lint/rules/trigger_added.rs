//! `trigger-added`: a trigger is put on a table that is in use.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::Kind;

pub(super) const RULE: Rule = Rule {
    code: "trigger-added",
    severity: Severity::Note,
    title: "a trigger is put on a table that is in use",
    why: "It runs within every statement that fires it from then on, and the lock that it is made with keeps writers waiting.",
    remedy: "see to it that it is cheap and cannot fail",
    before: "CREATE TABLE t (id bigint PRIMARY KEY, a integer, b text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';",
    bad: "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();",
    good: "CREATE TABLE u (id bigint PRIMARY KEY);\nCREATE TRIGGER g BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION f();",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let new = evidence.created(Kind::Trigger).filter(|(id, _)| evidence.stays(id));
    new.map(|(id, _)| Found::near(evidence.about(id), format!("{id} runs within every statement that fires it")))
        .collect()
}
