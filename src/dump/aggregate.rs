//! `aggregates:`

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::load::aggregate::AggregateOptions;
use crate::model::{Aggregate, Object, ObjectId};

/// Writes an aggregate; its arguments stand in its key.
pub fn write(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Aggregate(Aggregate { arguments, sfunc, stype, options }) = object else { return None };
    let mut entries = Entries::default();
    dump.common(&mut entries, id);
    if *arguments != *id.signature {
        entries.add("signature", Yaml::text(&*id.signature));
    }
    entries.add("sfunc", Yaml::text(sfunc));
    entries.add("stype", Yaml::text(stype));
    entries.flat(options, AggregateOptions::holds, AggregateOptions::is_mark);
    Some(entries.block())
}
