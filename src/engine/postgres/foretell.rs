//! What the server would show of plain objects, known without asking it.
//!
//! A column of a built-in type, a key over such columns, a constant default are shown as they are written
//! (`ruleutils.c`, `format_type.c`; 13–18, the tests ask every server); a type or a default that this server has
//! shown already is spelled well where it stands in the same place again. All else is for a server to say: whatever
//! has an expression, hands itself down to other tables, or might be refused.

mod column;
mod default;
mod foreign_key;
mod key;
mod names;
mod shown;
mod table;
mod text;

use names::Names;
use shown::Shown;

use crate::model::hashed::HashSet;
use crate::model::{Column, Entry, Kind, Object, ObjectId, ReplicaIdentity, Schema, Table};

/// See [`crate::engine::Dialect::foretell`].
pub(super) fn foretell(
    changed: &[(&ObjectId, &Object)],
    gone: &[&ObjectId],
    model: &Schema,
    live: &Schema,
) -> Option<Vec<Entry>> {
    if live.citus.installed {
        return None;
    }
    let known = Known::new(changed, gone, model, live);
    if !gone.iter().all(|id| known.goes(id)) {
        return None;
    }
    let entry = |(id, object): &(&ObjectId, &Object)| {
        let (object, mut depends) = known.told(id, object)?;
        depends.sort();
        depends.dedup();
        let there = depends.iter().all(|needed| model.objects.contains_key(needed));
        there.then_some(Entry { object, depends, shape: Vec::new(), place: None })
    };
    let entries = changed.iter().map(entry).collect::<Option<Vec<Entry>>>()?;
    known.leaves_others_be().then_some(entries)
}

/// What an object is shown as, and what it needs.
type Told = Option<(Object, Vec<ObjectId>)>;

/// Both sides, and what differs.
struct Known<'a> {
    model: &'a Schema,
    live: &'a Schema,
    changed: HashSet<&'a ObjectId>,
    gone: HashSet<&'a ObjectId>,
    /// The objects that parts are handed down from or to.
    families: HashSet<&'a ObjectId>,
    shown: Shown<'a>,
    names: Names<'a>,
}

impl<'a> Known<'a> {
    fn new(changed: &[(&'a ObjectId, &Object)], gone: &[&'a ObjectId], model: &'a Schema, live: &'a Schema) -> Self {
        Self {
            model,
            live,
            changed: changed.iter().map(|(id, _)| *id).collect(),
            gone: gone.iter().copied().collect(),
            families: families(model).chain(families(live)).collect(),
            shown: Shown::new(live),
            names: Names::new(model),
        }
    }

    fn told(&self, id: &ObjectId, object: &Object) -> Told {
        match object {
            Object::Comment(comment) => {
                let of = id.parent().is_some_and(|of| self.model.objects.contains_key(of));
                let text = !comment.text.is_empty() && !comment.text.contains('\0');
                (of && text && id.name.is_empty()).then(|| (object.clone(), Vec::new()))
            }
            Object::Table(table) => self.table(id, table),
            Object::Enum(labels) => self.enumeration(id, labels),
            _ if !self.is_plain_table(id.root()) => None,
            Object::Column(column) => self.column(id, column),
            Object::Default(default) => self.default(id, default),
            Object::Index(index) => self.index(id, index),
            Object::Unique(unique) => self.unique(id, unique),
            Object::ForeignKey(key) => self.foreign_key(id, key),
            _ => None,
        }
    }

    /// Whether it can go without another object being shown otherwise, but for those that need it.
    fn goes(&self, id: &ObjectId) -> bool {
        use Kind::{Check, Column, Composite, Default, Domain, Enum, Exclusion, ForeignKey, Index};
        use Kind::{MaterializedView, Policy, Table, Trigger, Unique, View};
        let root = id.root();
        if id.parent().is_none() {
            let kind = matches!(id.kind, Table | View | MaterializedView | Enum | Domain | Composite);
            return kind && !self.families.contains(id);
        }
        if self.gone.contains(root) || id.kind == Kind::Comment {
            return true;
        }
        let is_key = matches!(id.kind, Index | Unique | Exclusion);
        let kind = is_key || matches!(id.kind, Column | Default | ForeignKey | Check | Trigger | Policy);
        kind && self.is_plain_table(root) && !(is_key && self.names_a_key(root))
    }

    /// Whether it is a table that stands for itself, in the model too.
    fn is_plain_table(&self, root: &ObjectId) -> bool {
        let plain = |it: &Table| it.partition_by.is_none() && it.of_type.is_none() && it.access_method.is_none();
        let there = matches!(self.model.get(root), Some(Object::Table(table)) if plain(table));
        there && !self.families.contains(root) && self.live.get(root).is_none_or(|it| matches!(it, Object::Table(_)))
    }

    /// Whether the table says something of one of its keys.
    fn names_a_key(&self, root: &ObjectId) -> bool {
        [self.model, self.live].into_iter().any(|schema| {
            let Some(Object::Table(table)) = schema.get(root) else { return false };
            table.cluster_on.is_some() || table.replica_identity != ReplicaIdentity::Default
        })
    }

    /// Whether all that stays as it is needs nothing of what goes or becomes another.
    fn leaves_others_be(&self) -> bool {
        let other = |id: &ObjectId| self.gone.contains(id) || self.is_altered(id);
        if !self.gone.iter().chain(&self.changed).any(|id| other(id)) {
            return true;
        }
        self.live.objects.iter().all(|(id, entry)| {
            self.changed.contains(id)
                || self.gone.contains(id)
                || !entry.depends.iter().any(&other) && !entry.object.references(id).iter().any(&other)
        })
    }

    /// Whether it is there already, and as something that others might be shown otherwise for.
    fn is_altered(&self, id: &ObjectId) -> bool {
        if !self.changed.contains(id) {
            return false;
        }
        match (self.live.get(id), self.model.get(id)) {
            (Some(Object::Column(was)), Some(Object::Column(is))) => !only_fills(was, is),
            (Some(Object::Comment(_)) | None, _) => false,
            _ => true,
        }
    }

    /// What an entry of the database needs, where all of that is as it was.
    fn stays(&self, entry: &Entry) -> Option<Vec<ObjectId>> {
        let same = |needed: &ObjectId| !self.gone.contains(needed) && !self.changed.contains(needed);
        entry.depends.iter().all(same).then(|| entry.depends.clone())
    }

    fn column_of(&self, part: &ObjectId, name: &str) -> Option<(ObjectId, &'a Column)> {
        let id = column_id(part.parent()?, name);
        match self.model.get(&id)? {
            Object::Column(column) => Some((id, column)),
            _ => None,
        }
    }
}

/// Whether a column becomes one that refuses NULL, or one that takes it, and nothing else.
fn only_fills(was: &Column, is: &Column) -> bool {
    Column { not_null: is.not_null, ..was.clone() } == *is
}

fn column_id(table: &ObjectId, name: &str) -> ObjectId {
    ObjectId::child(table, Kind::Column, name)
}

/// The objects that are tied to others, and those that they are tied to.
fn families(schema: &Schema) -> impl Iterator<Item = &ObjectId> {
    schema.objects.iter().filter(|(id, _)| id.kind.is_link()).flat_map(|(id, entry)| {
        let of = entry.object.references(id).into_iter();
        let of = of.filter_map(|of| Some(schema.objects.get_key_value(of.root())?.0));
        of.chain([id.root()]).collect::<Vec<_>>()
    })
}
