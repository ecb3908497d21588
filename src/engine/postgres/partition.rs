//! Partitions, and the indexes by which they take part in those of their partitioned table.

use std::collections::BTreeSet;

use sqlx::postgres::PgRow;

use super::quote::{dollar, literal, name, parent};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, one};
use super::unique::index_name;
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Object, ObjectId, Partition, Schema};

/// Notes the index of the partitioned table that an index is a part of.
pub(super) fn note_index(row: &PgRow, reader: &mut Reader, id: &ObjectId) -> Result<(), Fault> {
    let parent = row.oid("index_parent")?;
    if parent != 0 {
        reader.attached.push((id.clone(), parent));
    }
    Ok(())
}

/// Ties indexes of partitions to those of their partitioned tables, once all are read.
pub(super) fn attach_indexes(reader: &mut Reader) {
    for (id, parent) in std::mem::take(&mut reader.attached) {
        let parent = reader.at((class::RELATION, parent, 0)).cloned();
        if let Some(entry) = reader.entry(&id)
            && let Some(place) = place_of(&mut entry.object)
        {
            *place = parent;
        }
    }
}

fn place_of(object: &mut Object) -> Option<&mut Option<ObjectId>> {
    match object {
        Object::Index(index) => Some(&mut index.partition_of),
        Object::Unique(unique) => Some(&mut unique.partition_of),
        Object::Exclusion(exclusion) => Some(&mut exclusion.partition_of),
        _ => None,
    }
}

/// Whether a table is the same partition of the same table before and after.
fn stays(table: &ObjectId, sides: Sides<'_>) -> bool {
    let link = ObjectId::child(table, Kind::Partition, "");
    sides.before.get(&link).is_some_and(|before| sides.after.get(&link) == Some(before))
}

/// Whether partitions that are there and stay have an index of their own to be a part of this new
/// one: then it is made for the partitioned table `ONLY`, and theirs are attached to it.
pub(super) fn has_waiting_parts(id: &ObjectId, sides: Sides<'_>) -> bool {
    let partitioned = id.parent().and_then(|table| sides.after.get(table));
    let Some(Object::Table(table)) = partitioned else { return false };
    table.partition_by.is_some()
        && sides.after.objects.iter().any(|(part, entry)| {
            entry.object.takes_part_in() == Some(id) && part.parent().is_some_and(|table| stays(table, sides))
        })
}

/// Whether that index of a partitioned table is made `ONLY` for it.
pub(super) fn is_part_of_only(of: Option<&ObjectId>, after: &Schema) -> bool {
    of.is_some_and(|of| match after.get(of) {
        Some(Object::Index(index)) => index.only,
        Some(Object::Unique(unique)) => unique.only,
        _ => false,
    })
}

/// Makes an index a part of another where its table is a partition already; where it becomes one,
/// the server finds the indexes that belong together.
pub(super) fn attach(id: &ObjectId, to: Option<&ObjectId>, sides: Sides<'_>) -> Vec<Statement> {
    match (to, id.parent()) {
        (Some(to), Some(table)) if stays(table, sides) || is_part_of_only(Some(to), sides.after) => {
            one(format!("ALTER INDEX {} ATTACH PARTITION {}", index_name(to), index_name(id)))
        }
        _ => Vec::new(),
    }
}

/// What brings an index from being a part of one to being a part of another; none where only making
/// it anew does.
pub(super) fn reattach(
    id: &ObjectId,
    before: Option<&ObjectId>,
    after: Option<&ObjectId>,
    sides: Sides<'_>,
) -> Option<Vec<Statement>> {
    let steady = id.parent().is_some_and(|table| stays(table, sides));
    match (before, after) {
        (before, after) if before == after || !steady => Some(Vec::new()),
        (None, Some(_)) => Some(attach(id, after, sides)),
        _ => None,
    }
}

/// The index that takes this one along when it is dropped.
pub(super) fn dropped_with<'a>(id: &ObjectId, object: Option<&'a ObjectId>, sides: Sides<'_>) -> Option<&'a ObjectId> {
    let table = id.parent()?;
    let link = ObjectId::child(table, Kind::Partition, "");
    // One that is detached first keeps its indexes.
    let leaves = sides.after.get(table).is_some() && sides.after.get(&link) != sides.before.get(&link);
    object.filter(|_| !leaves)
}

impl Partition {
    /// Takes it out while the partitioned table is read and written (PostgreSQL 14). The server leaves a check
    /// of the bound behind then. Where it comes back otherwise, both are one transaction.
    fn detach(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let by_default = |schema: &Schema| {
            let links = schema.objects.values().filter_map(|entry| <&Partition>::try_from(&entry.object).ok());
            links.into_iter().any(|link| link.of == self.of && link.bound == "DEFAULT")
        };
        let stays = sides.after.get(&self.of).is_some() && sides.after.get(id).is_none();
        let Some(child) = id.parent().filter(|_| {
            sides.online && stays && sides.before.major >= 14 && !by_default(sides.before) && !by_default(sides.after)
        }) else {
            return self.drop(id);
        };
        if sides.after.get(child).is_none() {
            return self.drop(id);
        }
        let checks: BTreeSet<&str> = [sides.before, sides.after]
            .iter()
            .flat_map(|schema| schema.objects.keys())
            .filter(|check| check.kind == Kind::Check && check.parent() == Some(child))
            .map(|check| &*check.name)
            .collect();
        let known: Vec<String> = checks.into_iter().map(literal).collect();
        let (relation, regclass) = (name(child), literal(&name(child)));
        let drop = literal(&format!("ALTER TABLE {relation} DROP CONSTRAINT %I"));
        let body = format!(
            "DECLARE own name;
BEGIN
    FOR own IN SELECT conname FROM pg_catalog.pg_constraint WHERE conrelid = {regclass}::pg_catalog.regclass
        AND contype = 'c' AND NOT conname = ANY (ARRAY[{}]::name[]) LOOP
        EXECUTE pg_catalog.format({drop}, own);
    END LOOP;
END",
            known.join(", ")
        );
        let detach = format!("ALTER TABLE {} DETACH PARTITION {relation} CONCURRENTLY", name(&self.of));
        vec![Statement::new(detach).alone(), Statement::new(format!("DO {}", dollar(&body)))]
    }
}

impl Sql for Partition {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        one(format!("ALTER TABLE {} ATTACH PARTITION {} {}", name(&self.of), parent(id), self.bound))
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let table = id.parent().filter(|_| sides.before.get(id).is_none());
        let mut statements = table.map(|table| super::not_null::before_attaching(table, sides)).unwrap_or_default();
        for statement in self.create(id, parts) {
            statements.extend(super::attach::around(id, self, statement, sides));
        }
        statements
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let mut statements = self.detach(id, sides);
        statements.extend(id.parent().map(|table| super::not_null::after_detaching(table, sides)).unwrap_or_default());
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("ALTER TABLE {} DETACH PARTITION {}", name(&self.of), parent(id)))
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }

    // It has no name.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
