//! Reading back only that part of a large model that differs from the database: what is equal as it
//! is written means the same, for the database has read it already.

use super::{Key, Room, Words, build, build_in, key, says_the_same};
use crate::engine::{Connection, Dialect, Reading};
use crate::error::Fault;
use crate::model::hashed::{HashMap, HashSet};
use crate::model::{Entry, ObjectId, Schema};
use crate::plan::names::Names;

/// Fewer objects than this are made whole, which takes no time.
pub(super) const LARGE: usize = 40;

/// What is read back, and what that needs.
#[derive(Debug)]
pub(super) struct Part {
    /// The outermost objects to be read back.
    roots: HashSet<Key>,
    /// They, and what must be there for them to be made.
    schema: Schema,
}

/// Reads back what the database makes of what differs, and has the rest from the live side. Where all is to
/// be made it is made so; where a part cannot be made without the whole, in another database of the server.
pub(super) async fn settle(
    dialect: &dyn Dialect,
    model: &Schema,
    live: &Schema,
    part: Option<Part>,
    ground: &Schema,
    room: Room<'_>,
) -> Result<Schema, Fault> {
    let Room { connection: scratch, server, empty } = room;
    let Some(part) = part else {
        build_in(Words::Faithful, dialect, model, &empty, ground, scratch).await?;
        return scratch.introspect(&Reading::default()).await;
    };
    if build_in(Words::Faithful, dialect, &part.schema, &empty, ground, scratch).await.is_err() {
        let database = server.database().await?;
        let mut connection = Connection::open(database.url()).await?;
        let read = match build(dialect, model, ground, &mut connection).await {
            Ok(()) => connection.introspect(&Reading::default()).await,
            Err(fault) => Err(fault),
        };
        connection.close().await;
        database.drop().await?;
        return read;
    }
    let read = scratch.introspect(&Reading::default()).await?;
    let mut settled = live.clone();
    settled.objects.retain(|id, _| model.objects.contains_key(id) && !part.roots.contains(&key(id.root())));
    settled.objects.extend(read.objects.into_iter().filter(|(id, _)| part.roots.contains(&key(id.root()))));
    settled.unmodelled = read.unmodelled;
    Ok(settled)
}

impl Part {
    pub(super) fn of(dialect: &dyn Dialect, model: &Schema, live: &Schema) -> Option<Self> {
        let whole = model.objects.keys().filter(|id| id.parent().is_none()).count();
        if whole < LARGE || live.objects.is_empty() {
            return None;
        }
        let roots = with_families(model, differing(dialect, model, live));
        if roots.len() * 3 > whole {
            return None;
        }
        let needed = needed(dialect, model, live, &roots, Vec::new());
        Some(Self { schema: cut(model, &needed), roots })
    }
}

/// Those objects of a schema alone.
pub(super) fn cut(schema: &Schema, kept: &HashSet<&ObjectId>) -> Schema {
    let objects = schema.objects.iter().filter(|(id, _)| kept.contains(*id));
    let objects = objects.map(|(id, entry)| (id.clone(), entry.clone())).collect();
    Schema { objects, search_path: schema.search_path.clone(), ..Schema::default() }
}

/// Those objects, and all that comes of them by way of others.
pub(super) fn reached<'a>(
    mut waiting: Vec<&'a ObjectId>,
    readers: &HashMap<&'a ObjectId, Vec<&'a ObjectId>>,
) -> HashSet<&'a ObjectId> {
    let mut seen: HashSet<&ObjectId> = waiting.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        waiting.extend(readers.get(id).into_iter().flatten().copied().filter(|reader| seen.insert(*reader)));
    }
    seen
}

/// The outermost objects of all that differs as it is written, and of what is spelled in view of
/// that: a view upon a table of which a column has another type.
fn differing(dialect: &dyn Dialect, model: &Schema, live: &Schema) -> HashSet<Key> {
    let differs = |(id, written): &(&ObjectId, &Entry)| !says_the_same(dialect, &written.object, live.get(id));
    let gone = live.objects.keys().filter(|id| !model.objects.contains_key(*id) && model.manages(id.kind));
    let waiting: Vec<&ObjectId> = model.objects.iter().filter(differs).map(|(id, _)| id).chain(gone).collect();
    let mut readers: HashMap<&ObjectId, Vec<&ObjectId>> = HashMap::default();
    for (id, entry) in live.objects.iter().filter(|(_, entry)| !entry.object.texts().is_empty()) {
        for needed in &entry.depends {
            let there = live.objects.contains_key(needed).then_some(needed).or_else(|| live.holder(needed));
            readers.entry(there.unwrap_or(needed)).or_default().push(id);
        }
    }
    reached(waiting, &readers).into_iter().map(|id| key(id.root())).collect()
}

/// What links tie together is made together, for parts are handed down through them.
pub(super) fn with_families(model: &Schema, mut roots: HashSet<Key>) -> HashSet<Key> {
    let links: Vec<(Key, Vec<Key>)> = model
        .objects
        .iter()
        .filter(|(id, _)| id.kind.is_link())
        .map(|(id, entry)| (key(id.root()), entry.object.references(id).iter().map(|of| key(of.root())).collect()))
        .collect();
    loop {
        let before = roots.len();
        for (root, of) in &links {
            if roots.contains(root) || of.iter().any(|of| roots.contains(of)) {
                roots.insert(root.clone());
                roots.extend(of.iter().cloned());
            }
        }
        if roots.len() == before {
            return roots;
        }
    }
}

/// The parts of those objects, and all that they need: by the catalog where the database has them
/// as they are, by the names in their texts where it has not. `waiting` is what else shall be there.
pub(super) fn needed<'a>(
    dialect: &dyn Dialect,
    model: &'a Schema,
    live: &'a Schema,
    roots: &HashSet<Key>,
    mut waiting: Vec<&'a ObjectId>,
) -> HashSet<&'a ObjectId> {
    let names = Names::new(model.objects.keys());
    let children = model.children();
    let mut needed: HashSet<&ObjectId> = HashSet::default();
    // What is in no schema is little, and works without being named.
    let apart = |id: &ObjectId| id.schema().is_empty() && id.root().kind.is_lent() || id.root().kind.works_unnamed();
    waiting.extend(model.objects.keys().filter(|id| roots.contains(&key(id.root())) || apart(id)));
    while let Some(id) = waiting.pop() {
        let Some((id, entry)) = model.objects.get_key_value(id) else {
            // The column of a view, say.
            waiting.extend(model.holder(id));
            continue;
        };
        if !needed.insert(id) {
            continue;
        }
        waiting.extend(model.holder(id));
        for other in entry.object.references(id) {
            waiting.extend(model.objects.get_key_value(&other).map(|(other, _)| other));
        }
        match live.objects.get(id).filter(|other| other.object == entry.object) {
            Some(other) => waiting.extend(&other.depends),
            None => waiting.extend(names.mentioned(model, id)),
        }
        // Of what is only needed, that much stands as its own statement makes.
        if id.parent().is_none() && !roots.contains(&key(id)) {
            let mut parts: Vec<&ObjectId> = children.get(id).into_iter().flatten().copied().collect();
            while let Some(part) = parts.pop() {
                let Some((part, entry)) = model.objects.get_key_value(part) else { continue };
                let leads_out = entry.object.references(part).iter().any(|other| other.root() != id);
                if dialect.folds(part, &entry.object) && !leads_out {
                    waiting.push(part);
                    parts.extend(children.get(part).into_iter().flatten().copied());
                }
            }
        }
    }
    needed
}
