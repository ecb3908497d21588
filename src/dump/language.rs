//! `languages:`, `access_methods:`, `casts:`, `transforms:` and `conversions:`

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::model::{AccessMethod, Cast, CastContext, Conversion, Language, Object, ObjectId, Transform};

/// Writes a procedural language.
pub fn language(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Language(Language { trusted, handler, inline, validator }) = object else { return None };
    let mut entries = Entries::default();
    entries.flag("trusted", *trusted);
    entries.add("handler", Yaml::text(handler));
    entries.text("inline", inline.as_ref());
    entries.text("validator", validator.as_ref());
    dump.common(&mut entries, id);
    Some(entries.map())
}

/// Writes an access method.
pub fn access_method(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::AccessMethod(AccessMethod { table, handler }) = object else { return None };
    let mut entries = Entries::default();
    entries.add("type", Yaml::word(if *table { "table" } else { "index" }));
    entries.add("handler", Yaml::text(handler));
    dump.common(&mut entries, id);
    Some(entries.map())
}

/// Writes a cast; its types stand in its key.
pub fn cast(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Cast(Cast { function, inout, context }) = object else { return None };
    let mut entries = Entries::default();
    entries.text("function", function.as_ref());
    entries.flag("inout", *inout);
    match context {
        CastContext::Explicit => {}
        CastContext::Assignment => entries.add("context", Yaml::word("assignment")),
        CastContext::Implicit => entries.add("context", Yaml::word("implicit")),
    }
    dump.common(&mut entries, id);
    Some(if entries.is_empty() { Yaml::Nothing } else { entries.map() })
}

/// Writes a transform; its type and language stand in its key.
pub fn transform(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Transform(Transform { from_sql, to_sql }) = object else { return None };
    let mut entries = Entries::default();
    entries.text("from_sql", from_sql.as_ref());
    entries.text("to_sql", to_sql.as_ref());
    dump.common(&mut entries, id);
    Some(entries.map())
}

/// Writes a conversion.
pub fn conversion(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Conversion(Conversion { source, target, function, default }) = object else { return None };
    let mut entries = Entries::default();
    entries.add("from", Yaml::text(source));
    entries.add("to", Yaml::text(target));
    entries.add("function", Yaml::text(function));
    entries.flag("default", *default);
    dump.common(&mut entries, id);
    Some(entries.map())
}
