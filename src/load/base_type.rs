//! `base_types:`

use super::context::{Context, Item};
use super::document::Part;
use super::grant::Rights;
use super::read::{Mark, OrNothing, Text, flat, mapping};
use crate::model::{BaseType, Kind, ObjectId, Options};

flat! {
    /// The options of a base type that have a key of their own.
    pub struct BaseTypeOptions {
        /// The function that makes a value of text.
        "input": Text,
        /// The function that makes text of a value.
        "output": Text,
        /// The function that makes a value of bytes.
        "receive": Text,
        /// The function that makes bytes of a value.
        "send": Text,
        /// The function that reads the type's modifiers.
        "typmod_in": Text,
        /// The function that writes the type's modifiers.
        "typmod_out": Text,
        /// The function that makes statistics of a column.
        "analyze": Text,
        /// The function that says what `value[…]` means (PostgreSQL 14).
        "subscript": Text,
        /// Another type, of which the length, alignment and storage are taken.
        "like": Text,
        /// The length in bytes; `variable` if not said.
        "internallength": Text,
        /// Whether values are passed by value.
        "passedbyvalue": Mark,
        /// The alignment: `char`, `int2`, `int4` or `double`; `int4` if not said.
        "alignment": Text,
        /// The storage: `plain`, `external`, `extended` or `main`; `plain` if not said.
        "storage": Text,
        /// The category, a character; `U` if not said.
        "category": Text,
        /// Whether it is preferred in its category.
        "preferred": Mark,
        /// The default of its columns, as text.
        "default": Text,
        /// The type of its elements, for one that can be subscripted.
        "element": Text,
        /// What parts values in the text of an array; a comma if not said.
        "delimiter": Text,
        /// Whether its values can have a collation.
        "collatable": Mark,
    }
}

mapping! {
    /// A base type.
    pub struct LongBaseType, "a base type" {
        /// Whatever else `CREATE TYPE` takes, by name.
        options "options": Options,
        .. flat: BaseTypeOptions,
        .. rights: Rights,
    }
}

/// A base type: a mapping, or nothing at all for a shell.
pub type BaseTypeModel = OrNothing<LongBaseType>;

impl Part for BaseTypeModel {
    fn declare(item: &Item<'_, Self>, cx: &mut Context) {
        cx.declare_type(item.schema, item.name, "base type", item.spot);
    }

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = &item.body.0;
        let options = body.flat.with(&body.options);
        for option in ["input", "output"] {
            if !options.is_empty() && !options.contains_key(option) {
                let hint = format!("add `{option}: FUNCTION`; a shell type has no options at all");
                cx.faults.add(item.spot, format!("base type `{}` has no `{option}` function", item.name), hint);
            }
        }
        let id = ObjectId::in_schema(Kind::BaseType, item.schema, item.name);
        if cx.insert(&id, BaseType { options }, item.spot) {
            body.rights.build(&id, cx);
        }
    }
}
