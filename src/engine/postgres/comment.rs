//! Comments on everything.

use super::quote::{ident, literal, name, parent};
use super::routine::signature;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Comment, Kind, ObjectId};

/// The object that a comment is on, as `COMMENT ON` names it.
pub(super) fn target(id: &ObjectId) -> String {
    let on = |word: &str| format!("{word} {} ON {}", ident(&id.name), parent(id));
    match id.kind {
        Kind::Schema => format!("SCHEMA {}", name(id)),
        Kind::Extension => format!("EXTENSION {}", name(id)),
        Kind::Enum => format!("TYPE {}", name(id)),
        Kind::Sequence => format!("SEQUENCE {}", name(id)),
        Kind::Table => format!("TABLE {}", name(id)),
        Kind::Column => format!("COLUMN {}.{}", parent(id), ident(&id.name)),
        Kind::Unique | Kind::Check | Kind::Exclusion | Kind::ForeignKey => on("CONSTRAINT"),
        Kind::Index => format!("INDEX {}", super::unique::index_name(id)),
        Kind::Routine => format!("ROUTINE {}", signature(id)),
        Kind::Trigger => on("TRIGGER"),
        // The server keeps no comment on these.
        Kind::Default | Kind::Comment => String::new(),
    }
}

fn set(id: &ObjectId, text: &str) -> Vec<Statement> {
    id.parent().map(|object| one(format!("COMMENT ON {} IS {text}", target(object)))).unwrap_or_default()
}

impl Sql for Comment {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { text } = self;
        set(id, &literal(text))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        set(id, "NULL")
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(after.create(id, &[]))
    }

    // It has no name.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }
}
