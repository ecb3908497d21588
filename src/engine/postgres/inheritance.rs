//! `INHERITS`, and what a table hands down to its children and partitions.

use sqlx::postgres::PgRow;

use super::quote::name;
use super::read::{Get, Reader};
use super::sql::{Part, Sql, alter_parent};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Column, Inheritance, Kind, NotNull, Object, ObjectId, Partition, Schema};

pub(super) const QUERY: &str = include_str!("catalog/inheritance.sql");

/// Reads what ties tables to others, of both sorts.
pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let Some(child) = reader.relation(row.oid("child")?).cloned() else { return Ok(()) };
    // The parent may be in a schema that was not asked for.
    let parent = match reader.relation(row.oid("parent")?) {
        Some(parent) => ObjectId::clone(parent),
        None => {
            ObjectId::in_schema(Kind::Table, row.value::<&str>("parent_schema")?, row.value::<&str>("parent_name")?)
        }
    };
    if row.value("partition")? {
        let bound = row.value::<Option<String>>("bound")?.unwrap_or_default();
        let id = ObjectId::child(&child, Kind::Partition, "");
        reader.schema.insert(id, Partition { of: parent, bound }, None);
        return Ok(());
    }
    let id = ObjectId::child(&child, Kind::Inheritance, "");
    if let Some(Object::Inheritance(inheritance)) = reader.entry(&id).map(|entry| &mut entry.object) {
        inheritance.parents.push(parent);
    } else {
        reader.schema.insert(id, Inheritance { parents: vec![parent] }, None);
    }
    Ok(())
}

/// What becomes of the part of a child when the same part of its parent is made, changed or dropped
/// without `ONLY` (`tablecmds.c`: what recurses); the outer none where that is not handed down.
pub(super) fn handed_down(
    link: &Object,
    before: Option<&Object>,
    after: Option<&Object>,
    heir: Option<&Object>,
    sides: Sides<'_>,
) -> Option<Option<Object>> {
    let inherited = matches!(link, Object::Inheritance(_));
    match (before.or(after)?, before, after) {
        (Object::Column(_), before, after) => {
            let column = |object: Option<&Object>| match object {
                Some(Object::Column(column)) => Some(column.clone()),
                _ => None,
            };
            let (before, after, heir) = (column(before), column(after), column(heir));
            hand_down_column(inherited, before, after, heir, sides).map(|it| it.map(Object::Column))
        }
        (Object::Default(_), _, after) => Some(after.cloned()),
        (Object::Check(check), _, _) if check.no_inherit => None,
        (Object::Check(_), _, Some(Object::Check(check))) => {
            let own = matches!(heir, Some(Object::Check(own)) if inherited && !own.inherited);
            Some(Some(Object::Check(crate::model::Check { inherited: inherited && !own, ..check.clone() })))
        }
        (Object::Check(_), _, _) => match heir {
            // A child's own check of the same name stays its own.
            Some(Object::Check(own)) if inherited && !own.inherited => Some(heir.cloned()),
            _ => Some(None),
        },
        (Object::ForeignKey(_), _, after) if !inherited => Some(after.cloned()),
        _ => None,
    }
}

fn hand_down_column(
    inherited: bool,
    before: Option<Column>,
    after: Option<Column>,
    heir: Option<Column>,
    sides: Sides<'_>,
) -> Option<Option<Column>> {
    match (before, after, heir) {
        (None, Some(after), None) => Some(Some(passed_on(&after, inherited))),
        // Of another type it is refused.
        (None, Some(after), Some(own)) if own.data_type != after.data_type || own.collation != after.collation => None,
        // A child's own column of the same name is merged, and stays its own.
        (None, Some(after), Some(mut own)) => {
            // Before 18 a column that is merged is not made NOT NULL.
            if after.not_null && !own.not_null && sides.before.major >= 18 {
                own.not_null = true;
                own.not_null_constraint = Some(NotNull { inherited: true, ..NotNull::default() });
            }
            Some(Some(own))
        }
        (Some(_), None, Some(own)) if inherited && !own.inherited => Some(Some(own)),
        (Some(_), None, _) => Some(None),
        (Some(before), Some(after), Some(mut own)) => {
            let given = passed_on(&after, inherited);
            let not_valid = after.not_null_constraint.as_ref().is_some_and(|constraint| constraint.not_valid);
            let unproved = NotNull { not_valid, ..NotNull::default() };
            // A change of type puts the storage back to that of the new type, and it is set again.
            if before.storage != after.storage
                || before.data_type != after.data_type
                || before.collation != after.collation
            {
                own.storage.clone_from(&after.storage);
            }
            own.data_type.clone_from(&after.data_type);
            own.collation.clone_from(&after.collation);
            own.generated.clone_from(&after.generated);
            let hands_down = super::not_null::hands_down;
            // From 18 on a constraint of the child's own stays when the parents' goes.
            let keeps = inherited
                && sides.before.major >= 18
                && (super::not_null::is_kept(&own) || own.not_null && !hands_down(&before));
            if keeps {
                let constraint = own.not_null_constraint.take().unwrap_or_default();
                let constraint = NotNull { own: own.inherited && given.not_null, ..constraint };
                own.not_null_constraint = Some(constraint).filter(|constraint| *constraint != NotNull::default());
            } else if hands_down(&before) && after.not_null && !hands_down(&after) {
                // What was handed down is left to the child as its own.
                let left = own.not_null_constraint.take().map(|it| NotNull { inherited: false, ..it });
                own.not_null_constraint = left.filter(|constraint| *constraint != NotNull::default());
            } else if before.not_null != after.not_null || before.not_null_constraint != after.not_null_constraint {
                own.not_null = given.not_null;
                let of_parents = inherited && !own.inherited && sides.before.major >= 18;
                let constraint = NotNull { inherited: of_parents, ..unproved };
                own.not_null_constraint = Some(constraint).filter(|it| given.not_null && *it != NotNull::default());
            }
            if before.statistics != after.statistics {
                own.statistics = after.statistics;
            }
            Some(Some(own))
        }
        _ => None,
    }
}

/// Whether a child's column is made what it shall be before its parent's is: where NOT NULL is to be its own (18).
pub(super) fn comes_first(
    link: &Object,
    was: &Object,
    is: &Object,
    (own, wanted): (&Object, &Object),
    sides: Sides<'_>,
) -> bool {
    let inherited = matches!(link, Object::Inheritance(_)) && sides.before.major >= 18;
    match (was, is, own, wanted) {
        (Object::Column(was), Object::Column(is), Object::Column(own), Object::Column(wanted)) => {
            inherited && super::not_null::comes_first(was, is, own, wanted)
        }
        _ => false,
    }
}

/// What a child's column becomes where one of several parents changes its own: since 18 its NOT NULL stays for as
/// long as one of them has it.
pub(super) fn upheld(state: Object, own: &Object, others: &[&Object], sides: Sides<'_>) -> Object {
    let (Object::Column(column), Object::Column(own)) = (&state, own) else { return state };
    let refuses = |other: &&Object| match other {
        Object::Column(other) => super::not_null::hands_down(other),
        _ => false,
    };
    if sides.before.major < 18 || column.not_null || !own.not_null || !others.iter().any(refuses) {
        return state;
    }
    let not_null_constraint = own.not_null_constraint.clone();
    Object::Column(Column { not_null: true, not_null_constraint, ..column.clone() })
}

/// What a child keeps of what its parent drops `ONLY` for itself.
pub(super) fn left_behind(id: &ObjectId, heir: &Object, sides: Sides<'_>) -> Option<Object> {
    match heir {
        Object::Column(heir) if drops_alone(id, sides) => {
            let mut heir = Column { inherited: false, ..heir.clone() };
            // It keeps the name that it was handed down.
            if heir.not_null && sides.before.major >= 18 {
                let constraint = heir.not_null_constraint.take().unwrap_or_default();
                let name = constraint.name.or_else(|| super::not_null::name_in(id, sides.before));
                heir.not_null_constraint = Some(NotNull { name, inherited: false, ..constraint });
            }
            Some(Object::Column(heir))
        }
        Object::Check(heir) if drops_alone(id, sides) => {
            Some(Object::Check(crate::model::Check { inherited: false, ..heir.clone() }))
        }
        _ => None,
    }
}

fn of_parents_alone(object: Option<&Object>) -> Option<bool> {
    match object {
        Some(Object::Column(column)) => Some(column.inherited),
        Some(Object::Check(check)) => Some(check.inherited),
        _ => None,
    }
}

/// What makes columns that parents hand down the child's own, too: they are let go of and taken again, since what no
/// table hands down for a moment is the child's (`RemoveInheritance`). All that they hand down is concerned, so that
/// all of it has to be the child's own afterwards; the first such column says it.
pub(super) fn made_own(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let Some(child) = id.parent() else { return Vec::new() };
    let link = ObjectId::child(child, Kind::Inheritance, "");
    let (Some(Object::Inheritance(parents)), Some(Object::Inheritance(kept))) =
        (sides.before.get(&link), sides.after.get(&link))
    else {
        return Vec::new();
    };
    let of_parents = |part: &ObjectId, schema: &Schema| match schema.get(part) {
        Some(Object::Column(column)) if !column.inherited => {
            column.not_null_constraint.as_ref().is_some_and(|constraint| constraint.inherited)
        }
        object => of_parents_alone(object) == Some(true),
    };
    let parts = || sides.after.objects.keys().filter(|part| part.parent() == Some(child));
    // What its parents lose meanwhile is left to it by that.
    let goes_on = |part: &ObjectId| {
        let above = |parent: &ObjectId| part.moved(child, parent);
        kept.parents.iter().filter_map(above).any(|above| sides.after.get(&above).is_some())
    };
    let becomes_own = |part: &&ObjectId| {
        let own = matches!(sides.after.get(part), Some(Object::Column(column)) if !column.inherited);
        own && matches!(sides.before.get(part), Some(Object::Column(column)) if column.inherited) && goes_on(part)
    };
    let concerned = becomes_own(&id) && parents == kept && !parts().any(|part| of_parents(part, sides.after));
    if !concerned || parts().find(becomes_own) != Some(id) {
        return Vec::new();
    }
    parents.drop(&link).into_iter().chain(kept.create(&link, &[])).collect()
}

/// Whether the table of that part is let go of and taken again by [`made_own`], and all of it is its own by that.
pub(super) fn is_all_made_own(id: &ObjectId, sides: Sides<'_>) -> bool {
    let columns = |part: &&ObjectId| part.kind == Kind::Column && part.parent() == id.parent();
    sides.after.objects.keys().filter(columns).any(|column| !made_own(column, sides).is_empty())
}

/// Whether that column or check, which goes, goes `ONLY` from its table: where a child is to keep it as its own, and
/// none to keep it by another parent, since the server makes it every child's own.
pub(super) fn drops_alone(id: &ObjectId, sides: Sides<'_>) -> bool {
    let goes = of_parents_alone(sides.before.get(id)).is_some() && sides.after.get(id).is_none();
    let Some(table) = id.parent().filter(|table| goes && sides.before.is_link_target(table)) else { return false };
    let mut keeps = false;
    for (link, entry) in &sides.before.objects {
        let is_child = matches!(&entry.object, Object::Inheritance(link) if link.parents.contains(table));
        let Some(child) = link.parent().filter(|_| is_child && sides.after.get(link).is_some()) else { continue };
        match id.moved(table, child).and_then(|part| of_parents_alone(sides.after.get(&part))) {
            Some(true) => return false,
            Some(false) => keeps = true,
            None => {}
        }
    }
    keeps
}

/// Lets a child keep as its own what it must have before it gets the parent: `INHERIT` merges, and nothing makes
/// that the parents' alone. What a parent that it has already is given is handed down.
pub(super) fn concede(wanted: &mut Schema, live: &Schema) {
    let parents = |schema: &Schema, link: &ObjectId| match schema.get(link) {
        Some(Object::Inheritance(Inheritance { parents })) => parents.clone(),
        _ => Vec::new(),
    };
    let has_parents = |child: &ObjectId| wanted.get(&ObjectId::child(child, Kind::Inheritance, ""));
    let own: Vec<ObjectId> = wanted
        .objects
        .iter()
        .filter(|(_, entry)| of_parents_alone(Some(&entry.object)) == Some(true))
        .filter_map(|(id, _)| {
            let child = id.parent().filter(|child| live.get(child).is_some() && has_parents(child).is_some())?;
            let link = ObjectId::child(child, Kind::Inheritance, "");
            let kept = parents(live, &link);
            let gives = |parent: ObjectId| {
                let part = id.moved(child, &parent);
                part.is_some_and(|part| live.get(&part).is_none() && wanted.get(&part).is_some())
            };
            let handed_down = match of_parents_alone(live.get(id)) {
                Some(of_parents) => of_parents,
                None => parents(wanted, &link).into_iter().any(|parent| kept.contains(&parent) && gives(parent)),
            };
            (!handed_down).then(|| id.clone())
        })
        .collect();
    for id in own {
        match wanted.objects.get_mut(&id).map(|entry| &mut entry.object) {
            Some(Object::Column(column)) => column.inherited = false,
            Some(Object::Check(check)) => check.inherited = false,
            _ => {}
        }
    }
    super::not_null::concede(wanted, live);
}

/// A column as a child has it that says nothing of it.
pub fn passed_on(column: &Column, inherited: bool) -> Column {
    let constraint = column.not_null_constraint.as_ref();
    Column {
        data_type: column.data_type.clone(),
        collation: column.collation.clone(),
        not_null: column.not_null && constraint.is_none_or(|constraint| !constraint.no_inherit),
        generated: column.generated.clone(),
        storage: column.storage.clone(),
        compression: column.compression.clone(),
        inherited,
        ..Column::default()
    }
}

impl Sql for Inheritance {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        self.parents.iter().flat_map(|parent| alter_parent(id, &format!("INHERIT {}", name(parent)))).collect()
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        self.parents.iter().flat_map(|parent| alter_parent(id, &format!("NO INHERIT {}", name(parent)))).collect()
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        // A new parent comes last; any other order is come by only from the start.
        let kept: Vec<&ObjectId> = self.parents.iter().filter(|parent| after.parents.contains(parent)).collect();
        if !after.parents.iter().take(kept.len()).eq(kept.iter().copied()) {
            return Alteration::Replace;
        }
        let gone: Vec<_> = self.parents.iter().filter(|parent| !after.parents.contains(parent)).cloned().collect();
        let mut statements = Inheritance { parents: gone }.drop(id);
        let new: Vec<_> = after.parents.iter().skip(kept.len()).cloned().collect();
        statements.extend(Inheritance { parents: new }.create(id, &[]));
        Alteration::InPlace(statements)
    }

    // It has no name.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn folds(&self) -> bool {
        true
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
