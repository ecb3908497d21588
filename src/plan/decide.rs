//! Which objects are made, changed in place, and removed: the changes themselves, and what stands
//! in their way and comes back afterwards.

mod along;
pub(super) mod rebuild;

use std::collections::{BTreeMap, BTreeSet};

use super::exchange::{Family, families};
use super::heirs::Inherited;
use crate::diff::Change;
use crate::engine::{Alteration, Dialect, Exchange, Exchanged, Sides, Statement};
use crate::error::Fault;
use crate::model::hashed::HashMap;
use crate::model::{Object, ObjectId, Schema};

/// What happens to each object. One that is in `drops` and in `creates` is made anew.
#[derive(Debug, Default)]
pub(super) struct Decisions<'a> {
    pub(super) drops: BTreeSet<&'a ObjectId>,
    pub(super) creates: BTreeSet<&'a ObjectId>,
    pub(super) alters: BTreeMap<&'a ObjectId, Vec<Statement>>,
    /// What is changed by the statements of another: a column by those of its type.
    pub(super) carried: BTreeMap<&'a ObjectId, &'a ObjectId>,
    /// What is made anew by the statements that make another anew, which hands it down, and what is then left to do.
    pub(super) along: BTreeMap<&'a ObjectId, (&'a ObjectId, Vec<Statement>)>,
    /// Tables that are set aside and made again, each with all that are set aside with it, itself among them.
    pub(super) rebuilt: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    /// What the values of columns are copied as whose types others take the places of.
    pub(super) values: BTreeMap<ObjectId, String>,
    /// What lets types go whose places others have taken, once the rows of rebuilt tables are copied.
    pub(super) last: BTreeMap<&'a ObjectId, Vec<Statement>>,
    /// What must be made before what is made.
    pub(super) first: &'a [(ObjectId, ObjectId)],
}

/// Who needs an object: its parts and those that the catalog names.
pub(crate) type Dependents<'a> = HashMap<&'a ObjectId, Vec<&'a ObjectId>>;

/// Who needs what, on the side of what is there.
pub(crate) fn dependents(schema: &Schema) -> Dependents<'_> {
    let mut dependents = Dependents::default();
    for (id, entry) in &schema.objects {
        for needed in entry.depends.iter().chain(schema.holder(id)) {
            dependents.entry(needed).or_default().push(id);
        }
        let roles = entry.object.roles(id).into_iter().map(ObjectId::role);
        for needed in entry.object.references(id).into_iter().chain(roles) {
            if let Some((needed, _)) = schema.objects.get_key_value(&needed)
                && !entry.depends.contains(needed)
            {
                dependents.entry(needed).or_default().push(id);
            }
        }
    }
    dependents
}

/// Whether an object needs another that needs it in turn, so that it is begun before that one,
/// completed after it, and dropped with it.
pub(super) fn is_bound(dialect: &dyn Dialect, schema: &Schema, id: &ObjectId, to: &ObjectId) -> bool {
    let needs =
        |id: &ObjectId, other: &ObjectId| schema.objects.get(id).is_some_and(|entry| entry.depends.contains(other));
    needs(id, to) && needs(to, id) && schema.get(id).is_some_and(|object| dialect.completes(object))
}

/// Decides for every change, then for everything that a change would break. Those of `anew` are made anew,
/// whatever else could be done.
pub(super) fn decide<'a>(
    dialect: &dyn Dialect,
    sides: Sides<'a>,
    dependents: &Dependents<'a>,
    inherited: &'a Inherited,
    anew: &BTreeSet<ObjectId>,
) -> Result<Decisions<'a>, Fault> {
    let Inherited { changes, carried, first } = inherited;
    let Sides { before, after, online } = sides;
    let mut decider = Decider {
        dialect,
        before,
        after,
        online,
        dependents,
        decisions: Decisions::default(),
        exchanged: BTreeSet::new(),
    };
    let families = families(dialect, sides, dependents, changes);
    // Which of the columns that hold values of a type are copied is known first.
    for change in if families.is_empty() { &[] } else { changes.as_slice() } {
        if let (Some(old), Some(new)) = (&change.before, &change.after)
            && dialect.alter(&change.id, old, new, sides) == Alteration::Rebuild
        {
            decider.rebuild(change.id.root())?;
        }
    }
    for family in families {
        decider.exchange(&family)?;
    }
    for change in changes {
        let id = &change.id;
        if decider.exchanged.contains(id) {
            continue;
        }
        match (&change.before, &change.after) {
            (None, _) => {
                decider.decisions.creates.insert(id);
            }
            (Some(_), None) => {
                decider.decisions.drops.insert(id);
            }
            // What stood in another's way is made anew, as it shall be.
            (Some(old), Some(new))
                if (decider.decisions.drops.contains(id) || decider.decisions.creates.contains(id))
                    && dialect.alter(id, old, new, sides) != Alteration::Rebuild => {}
            (Some(_), Some(_)) if anew.contains(id) => decider.replace(id),
            (Some(old), Some(new)) => match dialect.alter(id, old, new, sides) {
                Alteration::InPlace(statements) => {
                    decider.decisions.alters.insert(id, statements);
                }
                Alteration::Evicting(statements) => {
                    decider.decisions.alters.insert(id, statements);
                    decider.evict(id);
                }
                Alteration::Replace | Alteration::Retype => decider.replace(id),
                Alteration::Rebuild => decider.rebuild(id.root())?,
                Alteration::Impossible(reason) => {
                    return Err(Fault::new(format!("{} {id} cannot be changed so", id.kind))
                        .at(change.place.clone())
                        .hint(reason));
                }
            },
        }
    }
    decider.make_way();
    for (id, by) in carried {
        decider.carry(id, by);
    }
    decider.rebind(changes);
    decider.leave_to_those_above();
    decider.spare_rows()?;
    decider.decisions.first = first;
    Ok(decider.decisions)
}

struct Decider<'a, 'd> {
    dialect: &'d dyn Dialect,
    before: &'a Schema,
    after: &'a Schema,
    online: bool,
    dependents: &'d Dependents<'a>,
    decisions: Decisions<'a>,
    /// The types that are put in others' places, and theirs, with their parts.
    exchanged: BTreeSet<&'a ObjectId>,
}

impl<'a> Decider<'a, '_> {
    /// Refuses to make anew what can only be dropped with all that needs it while rows hold its values.
    fn spare_rows(&self) -> Result<(), Fault> {
        for id in self.decisions.drops.intersection(&self.decisions.creates) {
            if !self.before.get(id).is_some_and(|object| self.dialect.completes(object)) {
                continue;
            }
            let holds = |dependent: &&&ObjectId| {
                let stays = self.after.objects.get(**dependent).is_some_and(|entry| entry.depends.contains(id));
                stays && dependent.kind.holds_data() && !self.decisions.drops.contains(**dependent)
            };
            if let Some(holder) = self.dependents.get(id).into_iter().flatten().find(holds) {
                let place = self.after.objects.get(*id).and_then(|entry| entry.place.clone());
                return Err(Fault::new(format!(
                    "{} {id} cannot be made anew: {} {holder} holds its values",
                    id.kind, holder.kind
                ))
                .at(place)
                .hint("make another of another name, move what holds its values to it, and drop this one"));
            }
        }
        Ok(())
    }

    /// Drops an object and makes it again where it is wanted, with all that depends on it.
    fn replace(&mut self, id: &ObjectId) {
        let mut waiting: Vec<&'a ObjectId> =
            self.before.objects.get_key_value(id).map(|(id, _)| id).into_iter().collect();
        while let Some(id) = waiting.pop() {
            let wanted = self.after.objects.get_key_value(id).map(|(id, _)| id);
            let fresh = self.decisions.drops.insert(id) | wanted.is_some_and(|id| self.decisions.creates.insert(id));
            self.decisions.alters.remove(id);
            if !fresh {
                continue;
            }
            waiting.extend(self.held_to(id));
            for dependent in self.dependents.get(id).into_iter().flatten().copied() {
                // Rows are never thrown away for the sake of what they refer to, but what is computed
                // is computed again.
                if dependent.is_within(id) || !dependent.kind.holds_data() || self.is_computed(dependent, id) {
                    waiting.push(dependent);
                }
            }
        }
    }

    /// What holds on to rows that a link leads to while that is made anew.
    fn held_to(&self, link: &ObjectId) -> Vec<&'a ObjectId> {
        if !link.kind.is_link() || self.after.get(link).is_none() {
            return Vec::new();
        }
        let keys = self.before.objects.iter().filter(|(id, entry)| {
            !id.kind.holds_data() && !id.kind.is_link() && self.dialect.evicted(id, &entry.object, link, self.sides())
        });
        keys.map(|(id, _)| id).collect()
    }

    /// Whether all that it holds is computed, and with another's help.
    fn is_computed(&self, id: &ObjectId, by: &ObjectId) -> bool {
        self.before.get(id).is_some_and(|object| self.dialect.evicted(id, object, by, self.sides()))
    }

    /// What is made after the links to its owner is made anew where more of them come: they would be given a part in it.
    fn make_way(&mut self) {
        let links = self.decisions.creates.iter().filter(|id| id.kind.is_link() && self.before.get(id).is_none());
        let objects = links.filter_map(|id| Some((id, self.after.get(id)?)));
        let sources: BTreeSet<ObjectId> = objects.flat_map(|(id, object)| object.references(id)).collect();
        if sources.is_empty() {
            return;
        }
        let waits = |id: &ObjectId, schema: &Schema| {
            schema.get(id).is_some_and(|object| self.dialect.follows_links(id, object, schema).others)
        };
        let within = self.before.objects.keys().filter(|id| id.parent().is_some_and(|of| sources.contains(of)));
        let found: Vec<_> = within.filter(|id| waits(id, self.before) && waits(id, self.after)).collect();
        for id in found {
            self.replace(id);
        }
    }

    /// What reads the same on both sides may still hold on to an object that goes: a call that a
    /// function with another signature will answer. It is made anew.
    fn rebind(&mut self, changes: &[Change]) {
        let words = |id: &ObjectId, object: Option<&Object>, schema: &Schema| {
            let claim = object.and_then(|object| self.dialect.claim(id, object));
            let sole = object.filter(|_| !id.kind.is_link()).map(|object| self.dialect.sole(id, object, schema));
            claim.into_iter().chain(sole.unwrap_or_default())
        };
        let taken: BTreeSet<String> = changes
            .iter()
            .filter(|change| change.before.is_none())
            .flat_map(|change| words(&change.id, change.after.as_ref(), self.after))
            .collect();
        let gone: Vec<(&ObjectId, bool)> = changes
            .iter()
            .filter(|change| change.after.is_none())
            // What takes its name or its place comes after it is gone, so nothing can go over from one to the other.
            .map(|change| {
                let mut own = words(&change.id, change.before.as_ref(), self.before);
                (&change.id, own.any(|word| taken.contains(&word)))
            })
            .collect();
        for (id, succeeded) in gone {
            for dependent in self.dependents.get(id).cloned().unwrap_or_default() {
                let after = self.after.get(dependent);
                let stays = after.is_some() && (succeeded || self.before.get(dependent) == after);
                let kept = dependent.kind.holds_data() && !self.is_computed(dependent, id);
                if stays && !dependent.is_within(id) && !kept {
                    self.replace(dependent);
                }
            }
        }
    }

    /// What another's change changes too, with what that would break.
    fn carry(&mut self, id: &'a ObjectId, by: &'a ObjectId) {
        self.decisions.carried.insert(id, by);
        let (Some(old), Some(new)) = (self.before.get(id), self.after.get(id)) else { return };
        match self.dialect.alter(id, old, new, self.sides()) {
            Alteration::Evicting(_) => self.evict(id),
            Alteration::Replace => {
                for dependent in self.dependents.get(id).cloned().unwrap_or_default() {
                    if !dependent.kind.holds_data() {
                        self.replace(dependent);
                    }
                }
            }
            Alteration::InPlace(_) | Alteration::Retype | Alteration::Rebuild | Alteration::Impossible(_) => {}
        }
    }

    /// Moves out of the way what would keep an object from being altered.
    fn evict(&mut self, id: &ObjectId) {
        for dependent in self.dependents.get(id).cloned().unwrap_or_default() {
            if let Some(object) = self.before.get(dependent)
                && self.dialect.evicted(dependent, object, id, self.sides())
            {
                self.replace(dependent);
            }
        }
    }

    /// Puts types in others' places, with what stands in the way of the columns that hold their values.
    fn exchange(&mut self, family: &Family<'a>) -> Result<(), Fault> {
        let sides = self.sides();
        let Some((_, node)) = family.members.first().copied() else { return Ok(()) };
        let is_own = |id: &ObjectId| family.members.iter().any(|(old, _)| id == *old || id.is_within(old));
        let mut types = Vec::new();
        for (old, new) in family.members.iter().copied() {
            let (Some(was), Some(is)) = (self.before.get(old), self.after.get(new)) else { continue };
            let holders = self.holders(old, new, &is_own);
            let parts: Vec<_> = self
                .after
                .objects
                .iter()
                .filter(|(part, entry)| part.is_within(new) && self.dialect.folds(part, &entry.object))
                .map(|(part, entry)| (part, &entry.object))
                .collect();
            let before_parts = self.before.objects.keys().filter(|part| part.is_within(old) && !part.kind.is_facet());
            for id in before_parts.chain(parts.iter().map(|(part, _)| *part)).chain([old, new]) {
                if id != node {
                    self.decisions.carried.insert(id, node);
                }
                self.exchanged.insert(id);
            }
            // The new one has nothing yet of what was said of the old one.
            for facet in self.after.objects.keys().filter(|facet| facet.kind.is_facet() && facet.is_within(new)) {
                self.decisions.alters.remove(facet);
                self.decisions.creates.insert(facet);
            }
            types.push(Exchanged { old: (old, was), new: (new, is), parts, holders, copied: Vec::new() });
        }
        // What a table hands down is moved along with its own.
        let all: BTreeSet<&ObjectId> = types.iter().flat_map(|it| &it.holders).map(|(holder, _)| *holder).collect();
        let below: BTreeSet<&ObjectId> = all.iter().copied().filter(|it| self.is_handed_down(it, &all)).collect();
        for holder in all.difference(&below).filter(|holder| self.dialect.immovable(holder, sides)) {
            self.rebuild(holder.root())?;
        }
        let is_aside = |it: &ObjectId| self.decisions.rebuilt.values().any(|tables| tables.contains(it.root()));
        let (aside, moved): (BTreeSet<_>, BTreeSet<_>) = all.iter().copied().partition(|holder| is_aside(holder));
        let below: BTreeSet<_> = moved.iter().copied().filter(|it| self.is_handed_down(it, &moved)).collect();
        let dependents = family.members.iter().flat_map(|(old, _)| self.dependents.get(old).into_iter().flatten());
        let late = dependents.filter(|it| it.kind.holds_data()).any(|it| is_aside(it));
        for it in &mut types {
            let all = std::mem::take(&mut it.holders);
            (it.copied, it.holders) = all.into_iter().partition(|(holder, _)| aside.contains(holder));
            it.holders.retain(|(holder, _)| !below.contains(holder));
        }
        for holder in moved {
            if let Some((holder, _)) = self.before.objects.get_key_value(holder) {
                self.decisions.carried.insert(holder, node);
            }
        }
        let Exchange { first, last, values } = self.dialect.exchange(&types, sides);
        self.decisions.values.extend(values);
        let (first, last) = if late { (first, last) } else { ([first, last].concat(), Vec::new()) };
        self.decisions.alters.insert(node, first);
        self.decisions.last.insert(node, last);
        Ok(())
    }

    /// Whether a column is one that those of `all` have from another of them.
    fn is_handed_down(&self, column: &ObjectId, all: &BTreeSet<&ObjectId>) -> bool {
        let own =
            self.before.objects.iter().filter(|(link, _)| link.kind.is_link() && link.parent() == column.parent());
        own.flat_map(|(link, entry)| entry.object.references(link)).any(|above| all.contains(&column.within(&above)))
    }

    /// The columns that hold values of a type before and afterwards; all else that needs it is made anew.
    fn holders(
        &mut self,
        old: &'a ObjectId,
        new: &'a ObjectId,
        is_own: &dyn Fn(&ObjectId) -> bool,
    ) -> Vec<(&'a ObjectId, &'a Object)> {
        let mut holders = Vec::new();
        for dependent in self.dependents.get(old).cloned().unwrap_or_default() {
            let Some(object) = self.before.get(dependent) else { continue };
            if !dependent.kind.holds_data() {
                if !dependent.kind.is_facet() && !is_own(dependent) {
                    self.replace(dependent);
                }
                continue;
            }
            // What is computed from values of the type is computed again.
            if self.dialect.evicted(dependent, object, old, self.sides()) {
                self.replace(dependent);
                continue;
            }
            self.evict(dependent);
            // A column that leaves this type, or goes, does so by itself.
            if self.after.objects.get(dependent).is_some_and(|entry| entry.depends.contains(new)) {
                holders.push((dependent, object));
            }
        }
        holders
    }

    fn sides(&self) -> Sides<'a> {
        Sides { before: self.before, after: self.after, online: self.online }
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::Engine;
    use crate::model::{BaseType, Column, Kind, ObjectId, Routine, RoutineKind, Schema, Table};
    use crate::plan::{Plan, plan};

    /// A base type with its function and a column that holds it, as a catalog tells of them.
    fn schema(length: &str) -> Schema {
        let id = ObjectId::in_schema(Kind::BaseType, "s", "t");
        let function = ObjectId::routine(Kind::Routine, "s", "t_in", "cstring");
        let table = ObjectId::in_schema(Kind::Table, "s", "held");
        let column = ObjectId::child(&table, Kind::Column, "c");
        let options = [("input", "s.t_in"), ("internallength", length)];
        let options = options.map(|(option, value)| (option.to_owned(), value.to_owned())).into();
        let body: Routine = serde_json::from_value(serde_json::json!({
            "routine": RoutineKind::Function, "arguments": "cstring", "returns": "s.t", "language": "internal", "body": "int4in",
        }))
        .unwrap();
        let mut schema = Schema::default();
        schema.insert(id.clone(), BaseType { options }, None);
        schema.insert(function.clone(), body, None);
        schema.insert(table.clone(), Table::default(), None);
        schema.insert(column.clone(), Column { data_type: "s.t".to_owned(), ..Column::default() }, None);
        for (from, to) in [(&id, &function), (&function, &id), (&column, &id)] {
            schema.objects[from].depends.push(to.clone());
        }
        schema
    }

    fn sql(plan: &Plan) -> Vec<&str> {
        plan.steps.iter().map(|step| step.sql.lines().next().unwrap_or_default()).collect()
    }

    #[test]
    fn a_base_type_is_begun_before_its_functions_and_completed_before_what_holds_it() {
        let dialect = Engine::Postgresql.dialect();
        let (nothing, all) = (Schema::default(), schema("4"));
        let made = plan(dialect, &nothing, &all).unwrap();
        let wanted =
            ["CREATE TYPE s.t", "CREATE FUNCTION s.t_in(cstring)", "CREATE TYPE s.t (", "CREATE TABLE s.held ("];
        assert_eq!(sql(&made), wanted);
        let dropped = plan(dialect, &all, &nothing).unwrap();
        assert_eq!(sql(&dropped), ["DROP TABLE s.held", "DROP TYPE s.t CASCADE"]);
        assert!(dropped.steps[1].loses);
    }

    #[test]
    fn a_base_type_is_not_made_anew_under_its_values() {
        let dialect = Engine::Postgresql.dialect();
        let fault = plan(dialect, &schema("4"), &schema("8")).unwrap_err().to_string();
        assert!(fault.contains("base type s.t cannot be made anew: column s.held.c holds its values"), "{fault}");
    }
}
