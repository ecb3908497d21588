//! Event triggers.

use std::collections::BTreeSet;

use sqlx::postgres::PgRow;

use super::quote::{ident, literal};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one};
use super::trigger::{enabled, state};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{EventTrigger, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/event_trigger.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let tags: Option<Vec<String>> = row.value("tags")?;
    let object = EventTrigger {
        event: row.value("event")?,
        tags: tags.unwrap_or_default(),
        function: row.value("function")?,
        enabled: enabled(row.value("enabled")?),
    };
    let id = ObjectId::global(Kind::EventTrigger, row.value::<&str>("name")?);
    reader.add((class::EVENT_TRIGGER, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl EventTrigger {
    fn set_state(&self, id: &ObjectId) -> Statement {
        Statement::new(format!("ALTER EVENT TRIGGER {} {}", ident(&id.name), state(self.enabled.as_deref())))
    }
}

impl Sql for EventTrigger {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { event, tags, function, enabled } = self;
        let tags = tags.iter().map(|tag| literal(tag)).collect::<Vec<_>>().join(", ");
        let filter = if tags.is_empty() { String::new() } else { format!(" WHEN TAG IN ({tags})") };
        let mut statements =
            one(format!("CREATE EVENT TRIGGER {} ON {event}{filter} EXECUTE FUNCTION {function}()", ident(&id.name)));
        if enabled.is_some() {
            statements.push(self.set_state(id));
        }
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP EVENT TRIGGER {}", ident(&id.name)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let same = Self { enabled: self.enabled.clone(), ..after.clone() };
        if *self == same { Alteration::InPlace(vec![after.set_state(id)]) } else { Alteration::Replace }
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER EVENT TRIGGER {} RENAME TO {}", ident(&from.name), ident(&to.name)))
    }

    // The order of tags has no meaning.
    fn adopt(&mut self, _: &Self, live: &Self) {
        let sorted = |tags: &[String]| tags.iter().cloned().collect::<BTreeSet<_>>();
        if sorted(&self.tags) == sorted(&live.tags) {
            self.tags.clone_from(&live.tags);
        }
    }

    fn target(id: &ObjectId) -> String {
        format!("EVENT TRIGGER {}", ident(&id.name))
    }
}
