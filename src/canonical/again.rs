//! Texts that a server spells otherwise once it has read its own spelling.
//!
//! `status IN ('a', 'b')` on a `varchar` is stored and shown as `ANY ((ARRAY['a'::character varying,
//! …])::text[])`; that text, read again, is shown as `ANY (ARRAY[('a'::character varying)::text, …])`,
//! and so it stays. dbtool makes the first of the first again ([`Dialect::faithful`]); a database that was made
//! of that text by others holds the second, with the same meaning. So what differs is read a second time, in
//! its own words, before it counts as different.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Words;
use crate::engine::{Connection, Dialect, Reading};
use crate::error::Fault;
use crate::model::hashed::HashMap;
use crate::model::{Entry, Object, ObjectId, Schema};
use crate::scratch::Scratch;

/// Whether an object holds what a server could spell in two ways.
fn may_vary(object: &Object) -> bool {
    object.texts().iter().any(|text| text.contains('('))
}

/// Gives what is wanted in words that stay, and in those of the database where they mean the same.
pub(super) async fn read_again(
    dialect: &dyn Dialect,
    settled: &mut Schema,
    live: &Schema,
    ground: &Schema,
    server: &Scratch,
) -> Result<(), Fault> {
    let differs = |settled: &Schema, id: &ObjectId| settled.get(id) != live.get(id);
    let varying = settled.objects.iter().filter(|(id, entry)| may_vary(&entry.object) && differs(settled, id));
    let varying: Vec<ObjectId> = varying.map(|(id, _)| id.clone()).collect();
    let stays = rebuild(dialect, settled, &varying, ground, server).await?;
    for id in &varying {
        if let (Some(entry), Some(object)) = (settled.objects.get_mut(id), stays.get(id)) {
            entry.object = object.clone();
        }
    }
    let still: Vec<ObjectId> =
        varying.into_iter().filter(|id| live.get(id).is_some() && differs(settled, id)).collect();
    let stays = rebuild(dialect, live, &still, ground, server).await?;
    for id in &still {
        if let (Some(entry), Some(object)) = (settled.objects.get_mut(id), live.get(id))
            && stays.get(id) == Some(&entry.object)
        {
            entry.object = object.clone();
        }
    }
    Ok(())
}

/// How a server shows these objects when they are made from its own words: they alone, with what
/// they need, on an empty database. Those that cannot be made so are left out.
async fn rebuild(
    dialect: &dyn Dialect,
    schema: &Schema,
    ids: &[ObjectId],
    ground: &Schema,
    server: &Scratch,
) -> Result<HashMap<ObjectId, Object>, Fault> {
    if ids.is_empty() {
        return Ok(HashMap::default());
    }
    let needed = closure(schema, ids);
    let part = Schema {
        objects: schema
            .objects
            .iter()
            .filter(|(id, _)| needed.contains(*id))
            .map(|(id, e)| (id.clone(), e.clone()))
            .collect(),
        ..Schema::default()
    };
    let database = server.database().await?;
    let mut connection = Connection::open(database.url()).await?;
    let mut shown = HashMap::default();
    let empty = connection.introspect(&Reading::default()).await?;
    if super::build_in(Words::Own, dialect, &part, &empty, ground, &mut connection).await.is_ok() {
        let mut read = connection.introspect(&Reading::default()).await?;
        super::rouse(dialect, &mut read, &part);
        shown.extend(ids.iter().filter_map(|id| Some((id.clone(), read.objects.swap_remove(id)?.object))));
    }
    connection.close().await;
    database.drop().await?;
    Ok(shown)
}

/// The objects with everything that they need.
fn closure<'a>(schema: &'a Schema, ids: &'a [ObjectId]) -> BTreeSet<&'a ObjectId> {
    // Schemas are few, and that one is not there would be a wish that it go.
    let mut needed: BTreeSet<&ObjectId> = schema.objects.keys().filter(|id| id.kind.is_namespace()).collect();
    let mut waiting: Vec<&ObjectId> = ids.iter().collect();
    let mut links: HashMap<&ObjectId, Vec<(&ObjectId, &Entry)>> = HashMap::default();
    for (id, entry) in schema.objects.iter().filter(|(id, _)| id.kind.is_link()) {
        links.entry(id.root()).or_default().push((id, entry));
    }
    while let Some(id) = waiting.pop() {
        let Some((id, entry)) = schema.objects.get_key_value(id) else { continue };
        if !needed.insert(id) {
            continue;
        }
        waiting.extend(&entry.depends);
        waiting.extend(schema.holder(id));
        for other in entry.object.references(id) {
            waiting.extend(schema.objects.get_key_value(&other).map(|(other, _)| other));
        }
        // What is handed down is not a child's own: its parents have it, too.
        for (link, entry) in links.get(id.root()).into_iter().flatten() {
            waiting.push(link);
            let parents = entry.object.references(link).into_iter().map(Arc::new);
            let above = parents.filter_map(|parent| id.moved(id.root(), &parent));
            waiting.extend(above.filter_map(|above| Some(schema.objects.get_key_value(&above)?.0)));
        }
    }
    needed
}
