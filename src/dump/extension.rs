//! `extensions:`

use std::collections::BTreeSet;

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::load::name;
use crate::model::{Extension, Kind, ObjectId};

/// Writes an extension, with what is granted on its members.
pub fn write(dump: &Dump<'_>, id: &ObjectId, extension: &Extension) -> Yaml {
    let Extension { schema, version, fixed: _ } = extension;
    let mut entries = Entries::default();
    entries.text("schema", schema.as_ref());
    entries.text("version", version.as_ref());
    dump.common(&mut entries, id);
    entries.lines("members", members(dump, id));
    if entries.is_empty() { Yaml::Nothing } else { entries.map() }
}

/// What is granted on objects that are no objects of the schema, by their sorts and names.
pub fn members(dump: &Dump<'_>, id: &ObjectId) -> Entries {
    let with_columns = dump.unmade.keys().copied().filter(|of| of.parent().is_some_and(|of| of == id));
    let all: BTreeSet<&ObjectId> = dump.unmade(id).iter().copied().chain(with_columns).collect();
    let mut members = Entries::default();
    for member in all {
        let mut entries = Entries::default();
        dump.common(&mut entries, member);
        let mut columns = Entries::default();
        for column in dump.unmade(member).iter().filter(|column| column.kind == Kind::Column) {
            let mut own = Entries::default();
            dump.common(&mut own, column);
            columns.add(&*column.name, own.map());
        }
        if !columns.is_empty() {
            entries.add("columns", columns.map());
        }
        members.add(key(member), entries.map());
    }
    members
}

/// `routine public.hstore(text, text)`, `foreign data wrapper postgres_fdw`.
fn key(member: &ObjectId) -> String {
    let called = name::qualified(&member.schema, &member.name, "");
    let signature = if member.kind.has_signature() { format!("({})", member.signature) } else { String::new() };
    format!("{} {called}{signature}", member.kind.label())
}
