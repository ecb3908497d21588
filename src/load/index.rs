//! Indexes and their keys.

use super::common::Common;
use super::context::{Context, Known, values};
use super::node::Spot;
use super::read::{Form, Text, choice, mapping};
use super::table::Home;
use crate::engine::Engine;
use crate::model::{Index, KeyPart, Kind, Nulls, ObjectId, Options, Order};

/// An index: its keys, or a mapping.
pub type IndexModel = Form<Vec<Key>, LongIndex>;

/// A key of an index: text, or a mapping. Text may end in `asc` or `desc` and `nulls first` or
/// `nulls last`; what is left is a column where the table has one of exactly this name, or where it
/// is a plain name (letters, digits, `_` and `$`); else it is an expression.
pub type Key = Form<Text, KeyModel>;

mapping! {
    /// An index.
    pub struct LongIndex, "an index" {
        /// What is indexed, in order: columns, expressions such as `lower(email)`, or mappings. `desc`
        /// and `nulls last` may follow: `created_at desc`.
        keys "keys": Vec<Key>,
        /// Whether two rows may not have the same keys.
        unique "unique": bool,
        /// The access method; `btree` if not said. In Cassandra the class: `sai`, say; `secondary` if not said.
        method "method": Option<Text>,
        /// Further columns that it carries.
        include "include": Vec<Text>,
        /// The condition for a row to be in it.
        predicate "where": Option<Text>,
        /// Whether two NULLs are the same (PostgreSQL 15).
        nulls_not_distinct "nulls_not_distinct": bool,
        /// Storage parameters.
        options "options": Options,
        /// The tablespace where it is not the database's.
        tablespace "tablespace": Option<Text>,
        /// The partitioned table's index that this one is a part of, where it is not the only such.
        partition_of "partition_of": Option<Text>,
        /// Whether partitions have a part of it only where they say so, by `partition_of`.
        only "only": bool,
        .. common: Common,
    }
}

mapping! {
    /// A key of an index.
    pub struct KeyModel, "a key" {
        .. key: KeyFields,
    }
}

mapping! {
    /// A column or expression of an index or exclusion constraint.
    pub struct KeyFields, "a key" {
        /// A column; this or `expression`.
        column "column": Option<Text>,
        /// How much of the column counts, in characters or bytes (MySQL).
        length "length": Option<i32>,
        /// An expression.
        expression "expression": Option<Text>,
        /// The collation where it is not the column's own, as SQL wants it.
        collation "collation": Option<Text>,
        /// The operator class where it is not the type's default, as SQL wants it.
        opclass "opclass": Option<Text>,
        /// The operator class's parameters.
        opclass_options "opclass_options": Options,
        /// The direction: `asc` or `desc`.
        order "order": Option<Order>,
        /// Where NULLs stand, if not where the direction puts them.
        nulls "nulls": Option<Nulls>,
        /// The statistics target of an expression.
        statistics "statistics": Option<i32>,
    }
}

choice!(Order, "a direction" {
    "asc" => Order::Asc,
    "desc" => Order::Desc,
});

choice!(Nulls, "a place of NULLs" {
    "first" => Nulls::First,
    "last" => Nulls::Last,
});

impl KeyModel {
    /// The key that is a column and nothing else.
    pub fn column(name: Text) -> Self {
        let key = KeyFields {
            column: Some(name),
            length: None,
            expression: None,
            collation: None,
            opclass: None,
            opclass_options: Options::new(),
            order: None,
            nulls: None,
            statistics: None,
        };
        Self { key }
    }
}

/// Where NULLs stand, `None` where the direction puts them anyway.
fn settle(order: Order, nulls: Option<Nulls>) -> Option<Nulls> {
    match (order, nulls) {
        (Order::Asc, Some(Nulls::Last)) | (Order::Desc, Some(Nulls::First)) => None,
        _ => nulls,
    }
}

/// Reads a key that is written as text; see [`Key`] for the rule.
pub fn short(text: &str, table: Option<&Known>) -> KeyPart {
    let whole = text.trim();
    let mut rest = whole;
    let mut part = KeyPart::default();
    let is_column = |name: &str| table.is_some_and(|table| table.has(name));
    if !is_column(text) {
        for (ending, nulls) in [("first", Nulls::First), ("last", Nulls::Last)] {
            if let Some(before) = ending_word(rest, ending).and_then(|before| ending_word(before, "nulls")) {
                rest = before;
                part.nulls = Some(nulls);
                break;
            }
        }
        for (ending, order) in [("asc", Order::Asc), ("desc", Order::Desc)] {
            if let Some(before) = ending_word(rest, ending) {
                rest = before;
                part.order = order;
                break;
            }
        }
        part.nulls = settle(part.order, part.nulls);
    } else {
        rest = text;
    }
    let plain = rest.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
        && !rest.starts_with(|c: char| c.is_numeric() || c == '$');
    if is_column(rest) || plain {
        part.column = Some(rest.to_owned());
    } else {
        part.expression = Some(rest.to_owned());
    }
    part
}

/// What stands before a word at the end, which must be parted from it by white space.
fn ending_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(word.len())?;
    if !text.is_char_boundary(at) || !text[at..].eq_ignore_ascii_case(word) {
        return None;
    }
    let before = text[..at].trim_end();
    (before.len() < at && !before.is_empty()).then_some(before)
}

/// Reads a key that is written as a mapping.
pub fn build_part(home: Home<'_>, key: &KeyFields, spot: Spot, cx: &mut Context) -> Option<KeyPart> {
    let at = key.column.as_ref().or(key.expression.as_ref()).map_or(spot, |text| text.spot);
    if key.column.is_some() == key.expression.is_some() {
        cx.faults.add(at, "a key is either a `column` or an `expression`", "write one of them");
        return None;
    }
    if let Some(column) = &key.column {
        cx.check_columns(home.key(), std::slice::from_ref(column));
    }
    let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    let order = key.order.unwrap_or_default();
    Some(KeyPart {
        column: value(&key.column),
        length: key.length.and_then(|length| u32::try_from(length).ok()),
        expression: value(&key.expression),
        collation: value(&key.collation),
        opclass: value(&key.opclass),
        opclass_options: key.opclass_options.clone(),
        order,
        nulls: settle(order, key.nulls),
        statistics: key.statistics,
    })
}

/// Adds an index.
pub fn build_index(home: Home<'_>, name: &Text, model: &IndexModel, cx: &mut Context) {
    let (keys, long) = match model {
        Form::Short(keys) => (keys, None),
        Form::Long(long) => (&long.keys, Some(long)),
    };
    if keys.is_empty() {
        cx.faults.add(
            name.spot,
            format!("the index `{}` has no keys", name.value),
            "write `[COLUMN, …]` or `keys: […]`",
        );
        return;
    }
    let mut parts = Vec::with_capacity(keys.len());
    for key in keys {
        match key {
            Form::Short(written) => {
                let part = short(&written.value, cx.tables.get(&(home.schema.to_owned(), home.name.to_owned())));
                if let Some(column) = &part.column {
                    let column = Text { value: column.clone(), spot: written.spot };
                    cx.check_columns(home.key(), &[column]);
                }
                parts.push(part);
            }
            Form::Long(long) => parts.extend(build_part(home, &long.key, name.spot, cx)),
        }
    }
    let method = if cx.engine == Engine::Cassandra { "secondary" } else { "btree" };
    let mut index = Index { method: method.to_owned(), keys: parts, ..Index::default() };
    if let Some(long) = long {
        cx.check_columns(home.key(), &long.include);
        if let Some(method) = &long.method {
            index.method.clone_from(&method.value);
        }
        index.unique = long.unique;
        index.nulls_not_distinct = long.nulls_not_distinct;
        index.include = values(&long.include);
        index.predicate = long.predicate.as_ref().map(|text| text.value.clone());
        index.options.clone_from(&long.options);
        index.partition_of = super::heir::named_index(home, long.partition_of.as_ref(), cx);
        index.only = long.only;
        index.tablespace = long.tablespace.as_ref().map(|text| text.value.clone());
    }
    let id = ObjectId::child(home.id, Kind::Index, name.value.as_str());
    if cx.insert(&id, index, name.spot)
        && let Some(long) = long
    {
        long.common.build(&id, cx);
    }
}
