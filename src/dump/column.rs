//! A table's columns.

use super::sequence::{numbers, persistence};
use super::yaml::{Entries, Yaml};
use super::{Dump, sequence};
use crate::engine::Engine;
use crate::engine::postgres::names;
use crate::load::dialect::ColumnOptions;
use crate::model::{Column, Identity, IdentityMode, Kind, NotNull, Object, ObjectId};

/// Writes a column; `primary` says that the primary key makes it not null anyway.
pub fn write(dump: &Dump<'_>, id: &ObjectId, column: &Column, primary: bool) -> Yaml {
    let Column {
        data_type,
        collation,
        not_null,
        not_null_constraint,
        identity,
        generated,
        storage,
        compression,
        statistics,
        options,
        foreign_options,
        foreign_secrets,
        inherited,
    } = column;
    let sequence = serial_sequence(dump, id);
    let serial = sequence.is_some();
    if let Some(sequence) = sequence {
        dump.wrote(sequence);
    }
    let mut entries = Entries::default();
    let shown = match (serial, data_type.as_str()) {
        (true, "smallint") => "smallserial",
        (true, "bigint") => "bigserial",
        (true, _) => "serial",
        (false, other) => other,
    };
    entries.add("type", Yaml::text(shown));
    let comment = not_null_comment(dump, id);
    if not_null_constraint.is_some() || comment.is_some() {
        let usual = NotNull::default();
        let NotNull { name, no_inherit, not_valid, inherited, own } = not_null_constraint.as_ref().unwrap_or(&usual);
        let mut inner = Entries::default();
        inner.text("comment", comment);
        inner.text("name", name.as_ref());
        inner.flag("no_inherit", *no_inherit);
        inner.flag("not_valid", *not_valid);
        inner.flag("inherited", *inherited);
        inner.flag("own", *own);
        entries.add("not_null", inner.map());
    } else {
        entries.flag("not_null", *not_null && !primary && !serial && identity.is_none());
    }
    for (part_id, part) in dump.parts(id) {
        if let Object::Default(default) = part {
            dump.wrote(part_id);
            if !serial {
                entries.add("default", Yaml::text(&default.expression));
            }
        }
    }
    entries.text("collation", collation.as_ref());
    if let (Some(identity), Some(table)) = (identity, id.parent()) {
        entries.add("identity", write_identity(dump, id, identity, data_type, persistence(dump, table)));
    }
    if let Some(generated) = generated {
        let mut inner = Entries::default();
        inner.add("expression", Yaml::text(&generated.expression));
        if !generated.stored {
            inner.add("stored", Yaml::word("false"));
        }
        entries.add("generated", inner.short("expression"));
    }
    entries.text("storage", storage.as_ref());
    entries.text("compression", compression.as_ref());
    entries.number("statistics", *statistics);
    let sorted = options.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    entries.flat(&sorted, ColumnOptions::holds, ColumnOptions::is_mark);
    super::foreign::options_of(&mut entries, "foreign_options", foreign_options, foreign_secrets);
    entries.flag("inherited", *inherited);
    dump.common(&mut entries, id);
    entries.short("type")
}

/// What is said of the constraint behind it.
fn not_null_comment<'a>(dump: &Dump<'a>, column: &ObjectId) -> Option<&'a String> {
    let mut found = None;
    for (id, part) in dump.parts(column) {
        if let Object::Comment(comment) = part
            && &*id.name == "not null"
        {
            dump.wrote(id);
            found = Some(&comment.text);
        }
    }
    found
}

fn write_identity(
    dump: &Dump<'_>,
    column: &ObjectId,
    identity: &Identity,
    data_type: &str,
    persistence: crate::model::Persistence,
) -> Yaml {
    let Identity { mode, sequence_name, sequence } = identity;
    let mut entries = Entries::default();
    let word = match mode {
        IdentityMode::Always => "always",
        IdentityMode::ByDefault => "by_default",
    };
    entries.add("mode", Yaml::word(word));
    entries.text("name", sequence_name.as_ref());
    numbers(&mut entries, sequence, Engine::Postgresql, data_type, persistence);
    for behind in dump.unmade(column) {
        dump.common(&mut entries, behind);
    }
    entries.short("mode")
}

/// The sequence of a column that is written as `serial`.
fn serial_sequence<'a>(dump: &Dump<'a>, id: &ObjectId) -> Option<&'a ObjectId> {
    let table = id.parent()?;
    let name = names::relation_name(&table.name, Some(&id.name), "seq");
    let of = ObjectId::in_schema(Kind::Sequence, std::sync::Arc::clone(&table.schema), name);
    let (of, entry) = dump.schema.objects.get_key_value(&of)?;
    (sequence::is_serial(dump, of, &entry.object) && owned_by(&entry.object, id)).then_some(of)
}

fn owned_by(object: &Object, column: &ObjectId) -> bool {
    matches!(object, Object::Sequence(sequence) if sequence.owned_by.as_ref() == Some(column))
}
