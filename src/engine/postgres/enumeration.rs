//! Enumerated types.

use sqlx::postgres::PgRow;

use super::hazard;
use super::quote::{literal, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Enum, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/enum.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::in_schema(Kind::Enum, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    reader.alias((class::TYPE, row.oid("typarray")?, 0), &id);
    let labels: Option<Vec<String>> = row.value("labels")?;
    reader.add((class::TYPE, row.oid("oid")?, 0), id, Enum { labels: labels.unwrap_or_default() });
    Ok(())
}

impl Sql for Enum {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { labels } = self;
        let labels = labels.iter().map(|label| literal(label)).collect::<Vec<_>>().join(", ");
        one(format!("CREATE TYPE {} AS ENUM ({labels})", name(id)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        vec![
            Statement::new(format!("DROP TYPE {}", name(id)))
                .losing(format!("the type {id} and its labels are dropped")),
        ]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let Self { labels } = self;
        match additions(labels, &after.labels) {
            Some(additions) => Alteration::InPlace(
                additions
                    .into_iter()
                    // A value is of no use before the transaction that added it commits.
                    .map(|sql| {
                        let message = format!("the server cannot take a label out of {id} again: the way back makes the type anew and rewrites the columns that hold it");
                        Statement::new(format!("ALTER TYPE {} ADD VALUE {sql}", name(id)))
                            .alone()
                            .hazard(hazard::IRREVERSIBLE, message)
                    })
                    .collect(),
            ),
            None => Alteration::Retype,
        }
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("TYPE", from, to)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("TYPE {}", name(id))
    }
}

impl Enum {
    /// Drops the one in whose place another was put.
    pub(super) fn drop_old(&self, drop: Statement, id: &ObjectId, after: &Self) -> Statement {
        let lost: Vec<String> =
            self.labels.iter().filter(|label| !after.labels.contains(label)).map(|label| literal(label)).collect();
        if lost.is_empty() {
            return drop;
        }
        let labels = lost.join(", ");
        drop.losing(format!("the labels {labels} of {id} are dropped; a row that still holds one makes the step fail"))
    }
}

/// The `ADD VALUE` clauses that lead from one list to another; none where labels go or change places.
fn additions(before: &[String], after: &[String]) -> Option<Vec<String>> {
    let kept: Vec<&String> = after.iter().filter(|label| before.contains(label)).collect();
    if !kept.iter().copied().eq(before) {
        return None;
    }
    let mut clauses = Vec::new();
    for (at, label) in after.iter().enumerate().filter(|(_, label)| !before.contains(label)) {
        // The label before it is there already: an old one, or one that was just added.
        let place = match at.checked_sub(1).and_then(|previous| after.get(previous)) {
            Some(previous) if after[at..].iter().any(|later| before.contains(later)) => {
                format!(" AFTER {}", literal(previous))
            }
            None if !before.is_empty() => format!(" BEFORE {}", literal(&before[0])),
            _ => String::new(),
        };
        clauses.push(format!("{}{place}", literal(label)));
    }
    Some(clauses)
}

#[cfg(test)]
mod tests {
    use super::additions;

    fn clauses(before: &[&str], after: &[&str]) -> Option<Vec<String>> {
        let own = |list: &[&str]| list.iter().map(|&label| label.to_owned()).collect::<Vec<_>>();
        additions(&own(before), &own(after))
    }

    #[test]
    fn values_are_added_where_they_belong() {
        assert_eq!(
            clauses(&["b", "d"], &["a", "b", "c", "d", "e"]).unwrap(),
            ["'a' BEFORE 'b'", "'c' AFTER 'b'", "'e'"]
        );
        assert_eq!(clauses(&["b"], &["a1", "a2", "b"]).unwrap(), ["'a1' BEFORE 'b'", "'a2' AFTER 'a1'"]);
        assert_eq!(clauses(&["a", "b"], &["b", "a"]), None);
        assert_eq!(clauses(&["a", "b"], &["a"]), None);
    }
}
