//! What is called otherwise than the wanted side calls it, where that says so: `renamed_from`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Action, Plan, Step};
use crate::diff::Change;
use crate::engine::{Dialect, Sides, Statement};
use crate::model::hashed::HashMap;
use crate::model::{Entry, ObjectId, Place, Schema};

/// A rename that is still to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The name now, its parents called as they then are.
    pub from: ObjectId,
    /// The name then.
    pub to: ObjectId,
    /// The place that asks for it.
    pub place: Option<Place>,
}

/// An object's id once another object is called otherwise.
fn renamed(id: &ObjectId, from: &ObjectId, to: &ObjectId) -> ObjectId {
    if id == from {
        return to.clone();
    }
    if from.kind.is_namespace() && id.of.is_none() && *id.schema == *from.name {
        return id.with_schema(Arc::clone(&to.name));
    }
    match id.parent() {
        Some(parent) => id.within(&renamed(parent, from, to)),
        None => id.clone(),
    }
}

/// The object of that name; a routine's arguments may be spelled otherwise, and say nothing where it
/// is the only one of its name.
fn find<'a>(ids: &'a BTreeSet<ObjectId>, wanted: &ObjectId) -> Option<&'a ObjectId> {
    if let Some(id) = ids.get(wanted) {
        return Some(id);
    }
    let bare = |id: &ObjectId| id.with_signature("");
    let mut same = ids.iter().filter(|id| wanted.kind.has_signature() && bare(id) == bare(wanted));
    same.next().filter(|_| same.next().is_none())
}

/// Whatever has a name in a schema.
fn named(schema: &Schema) -> BTreeSet<ObjectId> {
    let members = schema.objects.iter().flat_map(|(id, entry)| entry.object.members(id));
    schema.objects.keys().cloned().chain(members).collect()
}

/// The renames that the wanted side asks for and that are not made yet, in an order in which every
/// name is free when it is taken. What goes by the old name of its table, as an index does that
/// nobody named, goes along.
pub fn pending(before: &Schema, after: &Schema) -> Vec<Rename> {
    if after.renames.is_empty() {
        return successors(before, after, &|id| before.objects.contains_key(id), &[]);
    }
    let mut now = named(before);
    let then = named(after);
    let mut asked: Vec<_> = after.renames.iter().collect();
    // Parents first: a part is then looked for in what its parent is called by then.
    asked.sort_by_key(|rename| (depth(&rename.to), !rename.to.kind.is_namespace()));
    let mut found = Vec::new();
    loop {
        let ready = asked.iter().position(|rename| {
            !now.contains(&rename.to) && find(&now, &rename.from).is_some_and(|old| !then.contains(old))
                || !now.contains(&rename.to) && find(&now, &rename.from).is_some_and(|old| is_asked(&asked, old))
        });
        let Some(at) = ready else { return with_those_that_go_along(before, after, now, found) };
        let rename = asked.remove(at);
        let Some(from) = find(&now, &rename.from).cloned() else { continue };
        let to = rename.to.with_signature(Arc::clone(&from.signature));
        now = now.iter().map(|id| renamed(id, &from, &to)).collect();
        found.push(Rename { from, to, place: rename.place.clone() });
    }
}

/// The renames that were asked for, and those that nobody had to ask for.
fn with_those_that_go_along(
    before: &Schema,
    after: &Schema,
    mut now: BTreeSet<ObjectId>,
    mut found: Vec<Rename>,
) -> Vec<Rename> {
    let successors = successors(before, after, &|id| now.contains(id), &found);
    for Rename { from, to, .. } in &successors {
        now.remove(from);
        now.insert(to.clone());
    }
    let followers = if found.is_empty() { Vec::new() } else { followers(&now, after, &found) };
    found.extend(successors);
    found.extend(followers);
    found
}

/// Parts of which a table can have only one, an index that takes part in a partitioned table's, and that
/// both sides have under another name: it is the same one, and no other can be made beside it.
fn successors(
    before: &Schema,
    after: &Schema,
    is_there: &dyn Fn(&ObjectId) -> bool,
    renames: &[Rename],
) -> Vec<Rename> {
    let then = |id: &ObjectId| renames.iter().fold(id.clone(), |id, it| renamed(&id, &it.from, &it.to));
    let slot = |id: &ObjectId, upper: ObjectId| (id.kind, id.of.clone(), upper);
    let mut wanted = HashMap::default();
    for (id, entry) in &after.objects {
        if let Some(upper) = entry.object.takes_part_in()
            && !is_there(id)
        {
            wanted.insert(slot(id, upper.clone()), (id, &entry.place));
        }
    }
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut successors = Vec::new();
    for (id, entry) in &before.objects {
        let Some(upper) = entry.object.takes_part_in() else { continue };
        let from = then(id);
        if !after.objects.contains_key(&from)
            && let Some((to, place)) = wanted.remove(&slot(&from, then(upper)))
        {
            successors.push(Rename { from, to: to.clone(), place: place.clone() });
        }
    }
    successors
}

/// Whether something else is about to take this name.
fn is_asked(asked: &[&crate::model::Renamed], id: &ObjectId) -> bool {
    asked.iter().any(|rename| rename.to == *id)
}

fn depth(id: &ObjectId) -> usize {
    id.parent().map_or(0, |parent| depth(parent) + 1)
}

/// The parts and sequences of tables that are called after them, or after their columns, as the
/// server calls what nobody named.
fn followers(now: &BTreeSet<ObjectId>, after: &Schema, renames: &[Rename]) -> Vec<Rename> {
    let mut taken = BTreeSet::new();
    let mut follow = |id: &ObjectId| {
        if after.objects.contains_key(id) || id.kind.holds_data() {
            return None;
        }
        let mut names = vec![id.name.to_string()];
        for rename in renames.iter().filter(|rename| rename.to.kind.holds_data()) {
            let table = rename.to.root();
            let near = id.parent().map_or(*id.schema == *table.schema, |parent| parent == table);
            if near {
                let more: Vec<String> = names.iter().filter_map(|name| called_after(name, rename)).collect();
                names.extend(more);
            }
        }
        let ids = names.into_iter().skip(1).rev().map(|name| id.with_name(name));
        let wanted = ids.into_iter().find(|id| after.objects.contains_key(id) && !now.contains(id))?;
        taken.insert(wanted.clone()).then(|| Rename { from: id.clone(), to: wanted, place: None })
    };
    now.iter().filter_map(&mut follow).collect()
}

/// A name in which a table's or column's old name is the new one.
fn called_after(name: &str, rename: &Rename) -> Option<String> {
    let (from, to) = (&rename.from.name, &rename.to.name);
    if rename.to.of.is_none() {
        let rest = name.strip_prefix(&**from).filter(|rest| rest.starts_with('_'))?;
        return Some(format!("{to}{rest}"));
    }
    let (head, tail) = name.split_once(&format!("_{from}_"))?;
    Some(format!("{head}_{to}_{tail}"))
}

/// The statements of renames, in order.
pub fn statements(dialect: &dyn Dialect, before: &Schema, renames: &[Rename]) -> Vec<Statement> {
    let way = made_way(dialect, before, renames).into_iter().map(|(_, statement)| statement);
    way.chain(steps(dialect, before, renames).into_iter().map(|(_, statement)| statement)).collect()
}

/// The drops of what keeps others from getting another name; it is made again by who compares what is there then.
fn made_way<'a>(dialect: &dyn Dialect, before: &'a Schema, renames: &[Rename]) -> Vec<(&'a ObjectId, Statement)> {
    let keeps = |id: &ObjectId, entry: &Entry| renames.iter().any(|rename| dialect.keeps_name(id, entry, &rename.from));
    let sides = Sides { before, after: before, online: false };
    let found = before.objects.iter().filter(|(id, entry)| keeps(id, entry));
    found
        .flat_map(|(id, entry)| {
            dialect.drop(id, &entry.object, sides).into_iter().map(move |statement| (id, statement))
        })
        .collect()
}

fn steps<'a>(dialect: &dyn Dialect, before: &Schema, renames: &'a [Rename]) -> Vec<(&'a Rename, Statement)> {
    let mut steps = Vec::new();
    for (at, rename) in renames.iter().enumerate() {
        // The object stands under the name that it had before all of them.
        let mut first = rename.from.clone();
        for earlier in renames.iter().take(at).rev() {
            first = renamed(&first, &earlier.to, &earlier.from);
        }
        // What is no object is renamed within the one that it is named in.
        let holder = || first.parent().and_then(|holder| before.get(holder));
        if let Some(object) = before.get(&first).or_else(holder) {
            let earlier = || renames.iter().take(at);
            let respell =
                |text: &str| earlier().fold(text.to_owned(), |text, earlier| respelled(dialect, &text, earlier));
            let from = rename.from.with_signature(respell(&rename.from.signature));
            let statements = dialect.rename(&from, &rename.to, object, (before.major, &respell));
            steps.extend(statements.into_iter().map(|step| (rename, step)));
        }
    }
    steps
}

/// A type's or signature's text once a type that it names, or a type's schema, is called otherwise.
fn respelled(dialect: &dyn Dialect, signature: &str, Rename { from, to, .. }: &Rename) -> String {
    let spelled = |id: &ObjectId| match id.kind.is_namespace() {
        true => format!("{}.", dialect.quote(&id.name)),
        false => format!("{}.{}", dialect.quote(&id.schema), dialect.quote(&id.name)),
    };
    if from.of.is_some() || from.kind.has_signature() {
        return signature.to_owned();
    }
    let (from, to) = (spelled(from), spelled(to));
    let within = |sign: char| sign.is_alphanumeric() || "_\"$.".contains(sign);
    let (mut text, mut rest) = (String::new(), signature);
    while let Some((before, behind)) = rest.split_once(&from) {
        let whole = !before.ends_with(within) && (from.ends_with('.') || !behind.starts_with(within));
        text.push_str(before);
        text.push_str(if whole { &to } else { &from });
        rest = behind;
    }
    text + rest
}

/// The same renames the other way.
pub fn undone(renames: &[Rename]) -> Vec<Rename> {
    renames.iter().rev().map(|it| Rename { from: it.to.clone(), to: it.from.clone(), place: None }).collect()
}

/// A plan that starts with renames; it was made for what they make of `before`, and leads to `after`.
pub fn begin_with(dialect: &dyn Dialect, sides: Sides<'_>, renames: &[Rename], plan: &mut Plan) {
    let mut first = left_behind(dialect, sides, renames);
    let way = made_way(dialect, sides.before, renames).into_iter();
    first.extend(way.map(|(id, statement)| Step::new(Action::Drop, id.clone(), statement)));
    let named = steps(dialect, sides.before, renames).into_iter();
    first.extend(named.map(|(rename, statement)| Step::new(Action::Rename, rename.to.clone(), statement)));
    plan.steps.splice(..0, first);
    let change = |rename: &Rename| Change {
        action: Action::Rename,
        id: rename.to.clone(),
        from: Some(rename.from.clone()),
        before: None,
        after: None,
        place: rename.place.clone(),
    };
    plan.changes.splice(..0, renames.iter().map(change).collect::<Vec<_>>());
}

/// Takes back what would stay with a name that is given up, and be there for whatever takes it next.
fn left_behind(dialect: &dyn Dialect, sides: Sides<'_>, renames: &[Rename]) -> Vec<Step> {
    let stays = |id: &ObjectId| {
        let is_left = || renames.iter().any(|rename| id.is_within(&rename.from));
        dialect.stays_behind(id) && sides.after.manages(id.kind) && is_left()
    };
    let left = sides.before.objects.iter().filter(|(id, _)| stays(id));
    left.flat_map(|(id, entry)| {
        dialect.drop(id, &entry.object, sides).into_iter().map(|mut statement| {
            // It is there again under the new name, where the model says so.
            statement.hazards.clear();
            Step::new(Action::Drop, id.clone(), statement)
        })
    })
    .collect()
}

/// Objects that go and others that come in their place with the same in them: perhaps one object
/// with another name, which only a person can know.
pub fn likely(before: &Schema, after: &Schema, changes: &[Change]) -> Vec<Rename> {
    let content = |schema: &Schema, id: &ObjectId| -> Option<Vec<String>> {
        let parts = schema.objects.iter().filter(|(part, _)| part.parent().is_some_and(|parent| parent == id));
        let parts = parts.filter(|(part, _)| part.kind.holds_data());
        let mut names: Vec<String> = parts.map(|(part, entry)| format!("{} {:?}", part.name, entry.object)).collect();
        names.sort();
        Some(names).filter(|names| id.of.is_some() || !names.is_empty())
    };
    let of = |action: Action| {
        changes.iter().filter(move |change| {
            // A part that comes or goes with its table is no change of its own.
            let apart =
                change.id.parent().is_none_or(|parent| before.get(parent).is_some() && after.get(parent).is_some());
            change.action == action && change.id.kind.holds_data() && apart
        })
    };
    let mut found: Vec<Rename> = Vec::new();
    for old in of(Action::Drop) {
        let mut twins = of(Action::Create).filter(|new| {
            new.id.kind == old.id.kind
                && new.id.of == old.id.of
                && new.after == old.before
                && content(before, &old.id).is_some_and(|parts| Some(parts) == content(after, &new.id))
        });
        // Of two that could be it, neither is likely.
        if let (Some(new), None) = (twins.next(), twins.next()) {
            found.push(Rename { from: old.id.clone(), to: new.id.clone(), place: new.place.clone() });
        }
    }
    found
}
