//! `identifier-too-long`: a name is longer than the server keeps.

use crate::engine::postgres::names::LONGEST;
use crate::lint::{Evidence, Found, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    code: "identifier-too-long",
    severity: Severity::Error,
    title: "a name is longer than the server keeps",
    why: "The server cuts it after 63 bytes, and says so in a notice that nobody reads.",
    remedy: "choose a name of at most 63 bytes",
    before: "",
    bad: "CREATE TABLE t (id bigint PRIMARY KEY, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa integer);",
    good: "CREATE TABLE t (id bigint PRIMARY KEY, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa integer);",
    check,
};

fn check(evidence: &Evidence<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, statement) in evidence.statements() {
        for token in &statement.tokens {
            let plain = token.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"');
            let name = token.trim_matches('"');
            if plain && name.len() > LONGEST {
                found.push(Found::at(number, format!("the server cuts {name} after {LONGEST} bytes")));
            }
        }
    }
    found
}
