//! Citus on PostgreSQL: what of a model a server without it leaves out, how groups of tables are
//! compared, and what Citus cannot do.

mod refusal;

use std::collections::BTreeMap;

use super::distribution::{self, of};
use crate::model::{Distribution, Entry, Kind, Object, ObjectId, Schema, Sharding};

pub(super) use refusal::refusals;

/// Whether an object is Citus's or says something that only Citus knows.
fn is_overlay(id: &ObjectId) -> bool {
    let extension = id.kind == Kind::Extension && matches!(&*id.name, "citus" | "citus_columnar");
    matches!(id.kind, Kind::Distribution | Kind::Columnar) || extension || id.parent().is_some_and(is_overlay)
}

/// Stand-ins for Citus's functions, where scripts call them.
pub(super) fn lent(scripts: &[&str]) -> Option<&'static str> {
    const SQL: &str = include_str!("citus/lent.sql");
    let mut words = SQL
        .lines()
        .filter_map(|line| Some(line.strip_prefix("CREATE OR REPLACE FUNCTION pg_catalog.")?.split_once('(')?.0));
    let mentions = |word: &str| scripts.iter().any(|script| script.contains(word));
    words.any(mentions).then_some(SQL)
}

/// Leaves the overlay out of a model for a server that has no Citus.
pub(super) fn fit(model: &mut Schema, live: &Schema) -> Option<String> {
    // Another side of a comparison than a server, or a server that has it.
    if live.citus.available || live.major == 0 {
        return None;
    }
    let columnar = others_columnar(model, live);
    let all = model.objects.len();
    model.objects.retain(|id, _| !is_overlay(id));
    model.manage.remove(&Kind::Distribution);
    (model.objects.len() != all && !columnar).then(|| {
        "this server has no Citus: the model is taken without what it says of distribution, and its tables stay as \
         PostgreSQL has them"
            .to_owned()
    })
}

/// Gives tables the access method `columnar` back where it is not Citus's; whether that is all there was.
fn others_columnar(model: &mut Schema, live: &Schema) -> bool {
    let theirs = |entry: &Entry| match &entry.object {
        Object::Table(table) => table.access_method.as_deref() == Some("columnar"),
        _ => false,
    };
    if !live.objects.values().any(theirs) {
        return false;
    }
    let columnar: Vec<(ObjectId, Entry)> = model
        .objects
        .iter()
        .filter(|(id, _)| id.kind == Kind::Columnar)
        .map(|(id, entry)| (id.clone(), entry.clone()))
        .collect();
    for (id, entry) in columnar {
        if let (Object::Columnar(columnar), Some(Object::Table(table))) =
            (entry.object, model.objects.get_mut(id.root()).map(|entry| &mut entry.object))
        {
            table.access_method = Some("columnar".to_owned());
            table.options.extend(columnar.options);
        }
    }
    model.objects.keys().all(|id| !is_overlay(id) || id.kind == Kind::Columnar)
}

/// What a session says before it changes tables that are spread: one statement of a transaction may go to
/// all nodes at once, and the next one that touches a reference table would then be refused.
pub(super) fn preludes(before: &Schema) -> &'static [&'static str] {
    // The extension may be what the plan begins with.
    if before.citus.available { &["SET citus.multi_shard_modify_mode = 'sequential'"] } else { &[] }
}

/// The same for the session of migrations, whose database nobody has read: nothing where there is no Citus. A script
/// that knows better says so itself.
pub(super) const OF_MIGRATIONS: &str = "SELECT pg_catalog.set_config('citus.multi_shard_modify_mode', 'sequential', false) \
     FROM pg_catalog.pg_extension WHERE extname = 'citus'";

/// Lets the groups of a database have the same first tables as those of a model, and says of tables that the
/// model spreads that they are not spread yet.
pub(super) fn align(live: &mut Schema, model: &Schema) {
    if !live.citus.installed && !live.objects.keys().any(|id| id.kind == Kind::Distribution) {
        return;
    }
    for (first, members) in groups(live) {
        let followers = |head: &ObjectId| {
            let follows =
                |member: &&ObjectId| of(member, model).is_some_and(|it| it.colocate_with.as_ref() == Some(head));
            members.iter().filter(follows).count()
        };
        let heads = members.iter().filter(|member| of(member, model).is_some_and(|it| it.colocate_with.is_none()));
        // The most followed; of several, the first by name.
        let head = heads.rev().max_by_key(|head| followers(head));
        if let Some(head) = head.filter(|head| **head != first) {
            regroup(live, &members, head);
        }
    }
    for (id, entry) in model.objects.iter().filter(|(id, _)| id.kind == Kind::Distribution) {
        if !live.objects.contains_key(id) && live.objects.contains_key(id.root()) && is_of_table(entry) {
            live.insert(id.clone(), Distribution::default(), None);
        }
    }
    // A key that goes, goes before the table is spread by a column that it has not.
    let keys: Vec<ObjectId> = live
        .objects
        .keys()
        .filter(|id| matches!(id.kind, Kind::Unique | Kind::Exclusion | Kind::Index))
        .cloned()
        .collect();
    for key in keys {
        let Some(distribution) = key.parent().map(Distribution::of) else { continue };
        let changes = model.objects.contains_key(&distribution) && live.objects.contains_key(&distribution);
        if let Some(entry) = live.objects.get_mut(&key)
            && changes
            && !entry.depends.contains(&distribution)
        {
            entry.depends.push(distribution);
        }
    }
    move_views(live, model);
}

/// Has views go, and come again with what roles may do with them, where a table that they show is written anew:
/// Citus makes them again without that.
fn move_views(live: &mut Schema, model: &Schema) {
    let anew = |table: &ObjectId| {
        let own = distribution::top(table, live);
        // Those of a group may be written anew with its first one.
        let first = of(own, live).and_then(|it| it.colocate_with.as_ref());
        let changes = |table: &&ObjectId| match (of(table, live), of(table, model)) {
            (Some(before), Some(after)) => distribution::is_anew(before, after),
            _ => false,
        };
        [Some(own), first].into_iter().flatten().find(changes).map(Distribution::of)
    };
    let views = live
        .objects
        .iter()
        .filter(|(id, _)| matches!(id.kind, Kind::View | Kind::MaterializedView))
        .map(|(id, entry)| (id, entry.depends.iter().filter_map(|needed| anew(needed.root())).collect::<Vec<_>>()));
    let views: Vec<(ObjectId, Vec<ObjectId>)> = views.map(|(id, of)| (id.clone(), of)).collect();
    for (id, of) in views {
        if let Some(entry) = live.objects.get_mut(&id) {
            for distribution in of {
                if !entry.depends.contains(&distribution) {
                    entry.depends.push(distribution);
                }
            }
        }
    }
}

fn is_of_table(entry: &Entry) -> bool {
    matches!(&entry.object, Object::Distribution(it) if it.sharding != Sharding::Schema)
}

/// The groups by their first tables, each with all of its tables in order.
fn groups(schema: &Schema) -> BTreeMap<ObjectId, Vec<ObjectId>> {
    let mut groups: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    for (id, entry) in &schema.objects {
        if let Object::Distribution(it) = &entry.object
            && matches!(it.sharding, Sharding::Hash | Sharding::SingleShard)
        {
            let first = it.colocate_with.clone().unwrap_or_else(|| id.root().clone());
            groups.entry(first).or_default().push(id.root().clone());
        }
    }
    for members in groups.values_mut() {
        members.sort();
    }
    groups
}

fn regroup(live: &mut Schema, members: &[ObjectId], head: &ObjectId) {
    let shards = members.iter().find_map(|member| of(member, live)?.shards);
    for member in members {
        let entry = live.objects.get_mut(&Distribution::of(member));
        if let Some(Object::Distribution(it)) = entry.map(|entry| &mut entry.object) {
            let first = member == head;
            it.colocate_with = (!first).then(|| head.clone());
            it.shards = shards.filter(|_| first);
        }
    }
}

#[cfg(test)]
mod tests;
