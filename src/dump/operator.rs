//! `operators:`, `operator_families:` and `operator_classes:`

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::engine::postgres::quote;
use crate::load::name;
use crate::model::{Kind, Object, ObjectId, Operator, OperatorClass, OperatorFamily};

/// Writes an operator; its operands stand in its key.
pub fn write(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Operator(operator) = object else { return None };
    let Operator { function, commutator, negator, restrict, join, hashes, merges } = operator;
    let mut entries = Entries::default();
    entries.add("function", Yaml::text(function));
    for (key, link) in [("commutator", commutator), ("negator", negator)] {
        if let Some(link) = link {
            // One of the same schema stands alone.
            let own = link.strip_prefix(&format!("{}.", quote::ident(&id.schema)));
            entries.add(key, Yaml::text(own.filter(|own| !own.contains('.')).unwrap_or(link)));
        }
    }
    entries.text("restrict", restrict.as_ref());
    entries.text("join", join.as_ref());
    entries.flag("hashes", *hashes);
    entries.flag("merges", *merges);
    dump.common(&mut entries, id);
    Some(entries.map())
}

/// Writes an operator family, unless the class of its name says all that there is to say.
pub fn family(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::OperatorFamily(OperatorFamily { operators, functions }) = object else { return None };
    let mut entries = Entries::default();
    entries.list("operators", operators);
    entries.list("functions", functions);
    dump.common(&mut entries, id);
    if !entries.is_empty() {
        return Some(entries.map());
    }
    let namesake = id.with_kind(Kind::OperatorClass);
    let made = matches!(dump.schema.get(&namesake), Some(Object::OperatorClass(class)) if class.family == *id);
    if let (true, Some((own, _))) = (made, dump.schema.objects.get_key_value(id)) {
        dump.wrote(own);
    }
    (!made).then_some(Yaml::Nothing)
}

/// Writes an operator class.
pub fn class(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::OperatorClass(class) = object else { return None };
    let OperatorClass { data_type, default, family, storage, operators, functions } = class;
    let mut entries = Entries::default();
    entries.add("for", Yaml::text(data_type));
    entries.flag("default", *default);
    if *family != id.with_kind(Kind::OperatorFamily) {
        entries.add("family", Yaml::text(name::qualified(&family.schema, &family.name, &id.schema)));
    }
    entries.text("storage", storage.as_ref());
    entries.list("operators", operators);
    entries.list("functions", functions);
    dump.common(&mut entries, id);
    Some(entries.map())
}
