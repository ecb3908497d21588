//! In which sessions the copy of a trigger fires that a partition has.

use sqlx::postgres::PgRow;

use super::quote::{ident, parent};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one};
use super::trigger::{enabled, state};
use crate::engine::{Alteration, Follows, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Object, ObjectId, Schema, TriggerState};

pub(super) const QUERY: &str = include_str!("catalog/trigger_state.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let Some(table) = reader.relation(row.oid("table")?).cloned() else { return Ok(()) };
    // The partitioned table may be in a schema that was not asked for.
    let Some(trigger) = reader.at((class::TRIGGER, row.oid("trigger")?, 0)).cloned() else { return Ok(()) };
    let state = enabled(row.value("enabled")?).unwrap_or_else(|| "enabled".to_owned());
    let id = ObjectId::child(&table, Kind::TriggerState, row.value::<&str>("name")?);
    reader.schema.insert(id, TriggerState { trigger, state }, None);
    Ok(())
}

/// What brings copies of a trigger to the states that they shall have, once it was given another by
/// itself: the server hands that down to all of them.
pub(super) fn of_copies(trigger: &ObjectId, after: &Schema) -> Vec<Statement> {
    let states = after.objects.iter().filter_map(|(id, entry)| match &entry.object {
        Object::TriggerState(state) if state.trigger == *trigger => Some(state.create(id, &[])),
        _ => None,
    });
    states.flatten().collect()
}

/// Whether the parent of a part, a partition, has the copy of a trigger after a plan that it had before it: a
/// table that is no partition any more has none.
pub(super) fn copy_stays(id: &ObjectId, trigger: &ObjectId, sides: Sides<'_>) -> bool {
    let stays = id.parent().is_some_and(|table| {
        let link = ObjectId::child(table, Kind::Partition, "");
        sides.before.get(&link) == sides.after.get(&link)
    });
    stays && sides.after.get(trigger).is_some()
}

fn set(id: &ObjectId, word: &str) -> Vec<Statement> {
    one(format!("ALTER TABLE ONLY {} {word} TRIGGER {}", parent(id), ident(&id.name)))
}

impl Sql for TriggerState {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        set(id, state(Some(&self.state)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        set(id, state(None))
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        match sides.after.get(&self.trigger) {
            Some(Object::Trigger(trigger)) if copy_stays(id, &self.trigger, sides) => {
                set(id, state(trigger.enabled.as_deref()))
            }
            _ => Vec::new(),
        }
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(after.create(id, &[]))
    }

    // It is called as the trigger is.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    // A partition has its copy by being one.
    fn follows_links(&self, _: &ObjectId, _: &Schema) -> Follows {
        Follows { own: true, others: false }
    }

    fn dropped_with<'a>(&'a self, _: &ObjectId, _: Sides<'a>) -> Option<&'a ObjectId> {
        Some(&self.trigger)
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
