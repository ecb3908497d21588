//! `collations:`, `enums:`, `domains:`, `types:`, `ranges:` and `base_types:`

use super::yaml::{Entries, Yaml};
use super::{Dump, constraint};
use crate::load::base_type::BaseTypeOptions;
use crate::load::collation::CollationOptions;
use crate::model::{Attribute, BaseType, Collation, Composite, Domain, Enum, Kind, Object, ObjectId, Range};

/// Writes a collation.
pub fn collation(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Collation(Collation { options }) = object else { return None };
    let mut entries = Entries::default();
    entries.flat(options, CollationOptions::holds, CollationOptions::is_mark);
    dump.common(&mut entries, id);
    Some(entries.map())
}

/// Writes an enumerated type.
pub fn enumeration(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Enum(Enum { labels }) = object else { return None };
    let mut entries = Entries::default();
    entries.add("labels", Yaml::texts(labels));
    dump.common(&mut entries, id);
    Some(entries.short("labels"))
}

/// Writes a domain with its checks.
pub fn domain(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Domain(Domain { data_type, collation, default, not_null, not_null_name }) = object else { return None };
    let mut entries = Entries::default();
    entries.add("type", Yaml::text(data_type));
    entries.flag("not_null", *not_null && not_null_name.is_none());
    entries.text("not_null_name", not_null_name.as_ref());
    entries.text("default", default.as_ref());
    entries.text("collation", collation.as_ref());
    let mut checks = Entries::default();
    for (part_id, part) in dump.parts(id) {
        if let Object::Check(check) = part {
            checks.add(&*part_id.name, constraint::check(dump, part_id, check));
            dump.wrote(part_id);
        }
    }
    if !checks.is_empty() {
        entries.add("checks", checks.map());
    }
    dump.common(&mut entries, id);
    Some(entries.short("type"))
}

/// Writes a composite type.
pub fn composite(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Composite(Composite { attributes }) = object else { return None };
    let mut list = Entries::default();
    for Attribute { name, data_type, collation } in attributes {
        let mut entries = Entries::default();
        entries.add("type", Yaml::text(data_type));
        entries.text("collation", collation.as_ref());
        dump.common(&mut entries, &ObjectId::child(id, Kind::Column, name.as_str()));
        list.add(name, entries.short("type"));
    }
    let mut entries = Entries::default();
    entries.add("attributes", list.map());
    dump.common(&mut entries, id);
    Some(entries.map())
}

/// Writes a range type.
pub fn range(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Range(range) = object else { return None };
    let Range { subtype, opclass, collation, canonical, subtype_diff, multirange, multirange_schema } = range;
    let mut entries = Entries::default();
    entries.add("subtype", Yaml::text(subtype));
    entries.text("opclass", opclass.as_ref());
    entries.text("collation", collation.as_ref());
    entries.text("canonical", canonical.as_ref());
    entries.text("subtype_diff", subtype_diff.as_ref());
    entries.text("multirange", multirange.as_ref());
    entries.text("multirange_schema", multirange_schema.as_ref());
    dump.common(&mut entries, id);
    Some(entries.short("subtype"))
}

/// Writes a base type; a shell has nothing.
pub fn base(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::BaseType(BaseType { options }) = object else { return None };
    let mut entries = Entries::default();
    entries.flat(options, BaseTypeOptions::holds, BaseTypeOptions::is_mark);
    dump.common(&mut entries, id);
    Some(if entries.is_empty() { Yaml::Nothing } else { entries.map() })
}
