//! `statistics:`

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::model::{Object, ObjectId, Statistics};

/// Writes a statistics object.
pub fn write(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Statistics(Statistics { table, kinds, keys, target }) = object else { return None };
    let mut entries = Entries::default();
    entries.add("table", Yaml::text(dump.relation_name(table)));
    entries.list("kinds", kinds);
    entries.add("keys", Yaml::texts(keys));
    entries.number("target", *target);
    dump.common(&mut entries, id);
    Some(entries.map())
}
