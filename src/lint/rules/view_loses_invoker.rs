//! `view-loses-invoker`: a view no longer goes by the rights of who asks.

use crate::lint::{Evidence, Found, Rule, Severity};
use crate::model::{Kind, Object};

pub(super) const RULE: Rule = Rule {
    code: "view-loses-invoker",
    severity: Severity::Error,
    title: "a view no longer goes by the rights of who asks",
    why: "security_invoker is lost: row-level security of the tables beneath no longer holds for who reads the view.",
    remedy: "keep WITH (security_invoker = true) when the view is made anew (PostgreSQL 15)",
    before: "CREATE TABLE t (id int PRIMARY KEY); CREATE VIEW v WITH (security_invoker = true) AS SELECT id FROM t;",
    bad: "CREATE OR REPLACE VIEW v AS SELECT id FROM t;",
    good: "CREATE OR REPLACE VIEW v WITH (security_invoker = true) AS SELECT id FROM t;",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, before, after) in evidence.altered(Kind::View) {
        let asks = |object: &Object| matches!(object, Object::View(view) if view.is_invoker());
        if asks(before) && !asks(after) {
            found.push(Found::near(evidence.about(id), format!("{id} reads its tables with its owner's rights now")));
        }
    }
    found
}
