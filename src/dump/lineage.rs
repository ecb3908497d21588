//! What ties a table to its parents, and what need not be written because they have it.

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::load::heir;
use crate::model::hashed::HashSet;
use crate::model::{Kind, Object, ObjectId};

/// The link that a table has to its parents, with these; and whether it is a partition.
fn link<'a>(dump: &Dump<'a>, id: &ObjectId) -> Option<(&'a ObjectId, Vec<ObjectId>, bool)> {
    dump.parts(id).find_map(|(link, object)| {
        let parents = || object.references(link);
        match object {
            Object::Partition(_) => Some((link, parents(), true)),
            Object::Inheritance(_) => Some((link, parents(), false)),
            _ => None,
        }
    })
}

/// Writes `partition_of` or `inherits`.
pub fn write(dump: &Dump<'_>, id: &ObjectId, entries: &mut Entries) {
    let Some((link, parents, _)) = link(dump, id) else { return };
    dump.wrote(link);
    let names: Vec<String> = parents.iter().map(|parent| dump.relation_name(parent)).collect();
    match (dump.schema.get(link), names.as_slice()) {
        (Some(Object::Partition(partition)), [table]) => {
            let mut inner = Entries::default();
            inner.add("table", Yaml::text(table));
            let values = partition.bound.strip_prefix("FOR VALUES ").unwrap_or(&partition.bound);
            inner.add("values", Yaml::text(values));
            entries.add("partition_of", inner.map());
        }
        _ => entries.list("inherits", &names),
    }
}

/// The parts of a table that it would have if nothing were said of them.
pub fn silent<'a>(dump: &Dump<'a>, id: &ObjectId) -> HashSet<&'a ObjectId> {
    let mut silent = HashSet::default();
    let Some((_, parents, partition)) = link(dump, id) else { return silent };
    let bare = |part: &ObjectId| dump.parts(part).all(|(_, object)| matches!(object, Object::Default(_)));
    let mut columns = Vec::new();
    let mut spoken = Vec::new();
    for (part, object) in dump.parts(id) {
        let Object::Column(column) = object else { continue };
        columns.push(part.name.to_string());
        let default = dump.parts(part).map(|(_, object)| object).find(|object| matches!(object, Object::Default(_)));
        let expected = heir::expected_column(dump.schema, &parents, &part.name, partition);
        if expected.is_some_and(|(other, value)| other == *column && value.as_ref() == default)
            && bare(part)
            && dump.unmade(part).is_empty()
        {
            silent.insert(part);
        } else {
            spoken.push(part.name.to_string());
        }
    }
    let above: Vec<String> = parents
        .iter()
        .flat_map(|parent| dump.parts(parent))
        .filter(|(part, _)| part.kind == Kind::Column)
        .map(|(part, _)| part.name.to_string())
        .collect();
    // An order of its own is told by naming all.
    if heir::order(above.iter(), &spoken, partition) != columns && partition {
        silent.clear();
    }
    for parent in &parents {
        let parts: Vec<_> = dump.parts(parent).collect();
        for (expected, object) in heir::expected_parts(id, &parts, partition, |_| false) {
            if let Some((own, entry)) = dump.schema.objects.get_key_value(&expected)
                && entry.object == object
                && dump.parts(own).next().is_none()
                && !has_twin(dump, own, &object)
            {
                silent.insert(own);
            }
        }
    }
    silent
}

/// Whether an index that is a part of the partitioned table's has to say so, because another of the same
/// partition would be taken for it.
fn has_twin(dump: &Dump<'_>, own: &ObjectId, object: &Object) -> bool {
    let (Some(of), Some(table)) = (object.takes_part_in(), own.parent()) else { return false };
    let looks_the_same = |(id, other): (&ObjectId, &Object)| {
        id != own && other.takes_part_in().is_none() && heir::is_part_of(other, of, object)
    };
    dump.parts(table).any(looks_the_same)
}

/// Notes that a part and its own are told by their parents.
pub fn wrote<'a>(dump: &Dump<'a>, id: &'a ObjectId) {
    dump.wrote(id);
    for (part, _) in dump.parts(id) {
        dump.wrote(part);
    }
}
