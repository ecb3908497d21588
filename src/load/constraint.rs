//! Primary keys, unique, check and exclusion constraints.

use std::collections::BTreeSet;

use super::common::Common;
use super::context::{Context, values};
use super::dialect::{self, Nameless};
use super::heir::named_index;
use super::index::{KeyFields, build_part};
use super::node::Spot;
use super::read::{Form, Text, mapping};
use super::table::Home;
use crate::engine::Engine;
use crate::engine::postgres::{names, spelling};
use crate::model::{Check, Comment, Exclusion, Index, KeyPart, Kind, ObjectId, Options, Unique};

/// A unique constraint: its columns, or a mapping.
pub type UniqueModel = Form<Vec<Text>, LongUnique>;

mapping! {
    /// A unique constraint.
    pub struct LongUnique, "a unique constraint" {
        .. key: KeyBody,
    }
}

mapping! {
    /// What unique constraints and primary keys share.
    pub struct KeyBody, "a key" {
        /// Its columns in order.
        columns "columns": Vec<Text>,
        /// Further columns that the index carries.
        include "include": Vec<Text>,
        /// Whether two NULLs are the same (PostgreSQL 15).
        nulls_not_distinct "nulls_not_distinct": bool,
        /// Whether the last column is a period that must not overlap (PostgreSQL 18).
        without_overlaps "without_overlaps": bool,
        /// Whether the check can wait for the transaction's end.
        deferrable "deferrable": bool,
        /// Whether it does unless told otherwise; says `deferrable` too.
        initially_deferred "initially_deferred": bool,
        /// The index's storage parameters.
        options "options": Options,
        /// The index's tablespace where it is not the database's.
        tablespace "tablespace": Option<Text>,
        /// The partitioned table's key that this one is a part of, where it is not the only such.
        partition_of "partition_of": Option<Text>,
        /// Whether partitions have a part of it only where they say so, by `partition_of`.
        only "only": bool,
        /// What the index behind it is for, beside what the constraint is for.
        index_comment "index_comment": Option<Text>,
        .. common: Common,
    }
}

mapping! {
    /// A primary key.
    pub struct LongPrimary, "a primary key" {
        /// Its name, where it is not `TABLE_pkey`.
        name "name": Option<Text>,
        .. key: KeyBody,
    }
}

/// A primary key: its columns, or a mapping.
pub type PrimaryModel = Form<Vec<Text>, LongPrimary>;

impl PrimaryModel {
    /// Its columns.
    pub fn columns(&self) -> &[Text] {
        match self {
            Form::Short(columns) => columns,
            Form::Long(long) => &long.key.columns,
        }
    }

    /// Its name, where one is written.
    pub fn name(&self) -> Option<&Text> {
        match self {
            Form::Short(_) => None,
            Form::Long(long) => long.name.as_ref(),
        }
    }

    /// What it shares with a unique constraint.
    pub fn parts(&self) -> UniqueModel {
        match self {
            Form::Short(columns) => Form::Short(columns.clone()),
            Form::Long(long) => Form::Long(LongUnique { key: long.key.clone() }),
        }
    }
}

/// Adds a primary key or unique constraint; the server's name for it where none is given.
pub fn build_key(
    home: Home<'_>,
    name: Option<String>,
    model: &UniqueModel,
    primary: bool,
    spot: Spot,
    cx: &mut Context,
) {
    let (columns, long) = match model {
        Form::Short(columns) => (columns, None),
        Form::Long(long) => (&long.key.columns, Some(&long.key)),
    };
    if columns.is_empty() {
        let what = if primary { "primary key" } else { "unique constraint" };
        cx.faults.add(spot, format!("a {what} of table `{}` has no columns", home.name), "write `[COLUMN, …]`");
        return;
    }
    // In MariaDB the last of a key without overlaps is a period, an option of the table.
    let over_period = cx.engine == Engine::Mysql && long.is_some_and(|long| long.without_overlaps);
    let real = columns.split_last().filter(|_| over_period).map_or(columns.as_slice(), |(_, rest)| rest);
    cx.check_columns(home.key(), real);
    let chosen = name.is_none();
    let name = name.unwrap_or_else(|| {
        let taken = |name: &str| cx.has_relation(home.schema, name) || cx.has_constraint(home.schema, name);
        match (cx.engine, primary) {
            (Engine::Mysql, true) => "PRIMARY".to_owned(),
            (Engine::Mysql, false) => {
                dialect::name(home, columns.first().map(|column| column.value.as_str()), Nameless::Key, cx)
            }
            (Engine::Postgresql | Engine::Cassandra, true) => names::free_name(home.name, None, "pkey", taken),
            (Engine::Postgresql | Engine::Cassandra, false) => {
                dialect::name(home, Some(&names::columns_part(&values(columns))), Nameless::Key, cx)
            }
        }
    });
    if chosen {
        cx.declare_relation(home.schema, &name, "index", spot);
        cx.declare_constraint(home.schema, &name);
    }
    if cx.engine == Engine::Mysql && !primary && !over_period {
        return unique_index(home, &name, columns, long, spot, cx);
    }
    let mut unique = Unique { primary, columns: values(columns), ..Unique::default() };
    if let Some(long) = long {
        cx.check_columns(home.key(), &long.include);
        unique.include = values(&long.include);
        unique.nulls_not_distinct = long.nulls_not_distinct;
        unique.without_overlaps = long.without_overlaps;
        unique.deferrable = long.deferrable || long.initially_deferred;
        unique.initially_deferred = long.initially_deferred;
        unique.options.clone_from(&long.options);
        unique.partition_of = named_index(home, long.partition_of.as_ref(), cx);
        unique.only = long.only;
        unique.tablespace = long.tablespace.as_ref().map(|text| text.value.clone());
    }
    let id = ObjectId::child(home.id, Kind::Unique, name);
    if cx.insert(&id, unique, spot)
        && let Some(long) = long
    {
        long.common.build(&id, cx);
        index_comment(&id, long.index_comment.as_ref(), cx);
    }
}

/// Adds what the index behind a constraint is for.
fn index_comment(constraint: &ObjectId, text: Option<&Text>, cx: &mut Context) {
    if let Some(text) = text {
        let id = ObjectId::child(constraint, Kind::Comment, "index");
        cx.insert(&id, Comment::new(text.value.clone()), text.spot);
    }
}

/// A check constraint: the condition, or a mapping.
pub type CheckModel = Form<Text, LongCheck>;

mapping! {
    /// A check constraint.
    pub struct LongCheck, "a check constraint" {
        /// The condition.
        expression "expression": Text,
        /// Whether tables that inherit are free of it.
        no_inherit "no_inherit": bool,
        /// Whether the rows that were there before may break it.
        not_valid "not_valid": bool,
        /// Whether nothing upholds it (PostgreSQL 18).
        not_enforced "not_enforced": bool,
        /// Whether a table that inherits has it from its parents alone.
        inherited "inherited": bool,
        .. common: Common,
    }
}

/// Adds the index that a unique constraint is to MySQL and MariaDB.
fn unique_index(home: Home<'_>, name: &str, columns: &[Text], long: Option<&KeyBody>, spot: Spot, cx: &mut Context) {
    let key = |column: &Text| KeyPart { column: Some(column.value.clone()), ..KeyPart::default() };
    let mut index =
        Index { method: "btree".to_owned(), unique: true, keys: columns.iter().map(key).collect(), ..Index::default() };
    if let Some(long) = long {
        index.options.clone_from(&long.options);
    }
    let id = ObjectId::child(home.id, Kind::Index, name);
    if cx.insert(&id, index, spot)
        && let Some(long) = long
    {
        long.common.build(&id, cx);
    }
}

/// Adds a check constraint.
pub fn build_check(home: Home<'_>, name: &str, model: &CheckModel, spot: Spot, cx: &mut Context) {
    let id = ObjectId::child(home.id, Kind::Check, name);
    match model {
        Form::Short(text) => {
            cx.insert(&id, Check { expression: text.value.clone(), ..Check::default() }, spot);
        }
        Form::Long(long) => {
            let check = Check {
                expression: long.expression.value.clone(),
                no_inherit: long.no_inherit,
                not_valid: long.not_valid,
                not_enforced: long.not_enforced,
                inherited: long.inherited,
            };
            if cx.insert(&id, check, spot) {
                long.common.build(&id, cx);
            }
        }
    }
}

/// The server's name for a check constraint: with the column's name where the condition names
/// just one of the table's columns (`AddRelationNewConstraints`).
pub fn check_name(home: Home<'_>, model: &CheckModel, cx: &mut Context) -> String {
    let expression = match model {
        Form::Short(text) => &text.value,
        Form::Long(long) => &long.expression.value,
    };
    let table = cx.tables.get(&(home.schema.to_owned(), home.name.to_owned()));
    let mentioned = mentioned(expression);
    let named: Vec<&String> =
        table.iter().flat_map(|table| &table.columns).filter(|column| mentioned.contains(*column)).collect();
    let part = if let [column] = named.as_slice() { Some(column.as_str()) } else { None };
    let name = dialect::name(home, part, Nameless::Check, cx);
    cx.declare_constraint(home.schema, &name);
    name
}

/// The names in an expression that may be columns: no functions, types or parts of longer names.
fn mentioned(expression: &str) -> BTreeSet<String> {
    // String literals hold no names.
    let outside: String = expression.split('\'').step_by(2).collect::<Vec<_>>().join(" ");
    let tokens = spelling::tokens(&outside).unwrap_or_default();
    let sign = |position: Option<usize>| match position.and_then(|position| tokens.get(position)) {
        Some(spelling::Token::Sign(c)) => Some(*c),
        _ => None,
    };
    let names = tokens.iter().enumerate().filter_map(|(at, token)| match token {
        spelling::Token::Word(name) | spelling::Token::Quoted(name)
            if sign(Some(at + 1)) != Some('(') && sign(at.checked_sub(1)) != Some(':') =>
        {
            Some(name.clone())
        }
        _ => None,
    });
    names.collect()
}

mapping! {
    /// An exclusion constraint.
    pub struct ExclusionModel, "an exclusion constraint" {
        /// The index access method; `btree` if not said.
        method "method": Option<Text>,
        /// What is compared, and by which operator.
        elements "elements": Vec<ElementModel>,
        /// Further columns that the index carries.
        include "include": Vec<Text>,
        /// The condition for a row to count.
        predicate "where": Option<Text>,
        /// Whether the check can wait for the transaction's end.
        deferrable "deferrable": bool,
        /// Whether it does unless told otherwise; says `deferrable` too.
        initially_deferred "initially_deferred": bool,
        /// The index's storage parameters.
        options "options": Options,
        /// The index's tablespace where it is not the database's.
        tablespace "tablespace": Option<Text>,
        /// The partitioned table's key that this one is a part of, where it is not the only such.
        partition_of "partition_of": Option<Text>,
        /// What the index behind it is for, beside what the constraint is for.
        index_comment "index_comment": Option<Text>,
        .. common: Common,
    }
}

mapping! {
    /// A column or expression of an exclusion constraint.
    pub struct ElementModel, "an element" {
        /// The operator: no two rows may be such that it is true of all elements. `&&`, `=`.
        operator "operator": Text,
        .. key: KeyFields,
    }
}

/// Adds an exclusion constraint.
pub fn build_exclusion(home: Home<'_>, name: &Text, model: &ExclusionModel, cx: &mut Context) {
    if model.elements.is_empty() {
        cx.faults.add(name.spot, format!("the exclusion constraint `{}` has no elements", name.value), "");
        return;
    }
    let elements: Vec<_> = model
        .elements
        .iter()
        .filter_map(|element| {
            let part = build_part(home, &element.key, element.operator.spot, cx)?;
            Some((part, element.operator.value.clone()))
        })
        .collect();
    cx.check_columns(home.key(), &model.include);
    let exclusion = Exclusion {
        method: model.method.as_ref().map_or("btree".to_owned(), |method| method.value.clone()),
        elements,
        include: values(&model.include),
        predicate: model.predicate.as_ref().map(|text| text.value.clone()),
        deferrable: model.deferrable || model.initially_deferred,
        initially_deferred: model.initially_deferred,
        options: model.options.clone(),
        tablespace: model.tablespace.as_ref().map(|text| text.value.clone()),
        partition_of: named_index(home, model.partition_of.as_ref(), cx),
    };
    let id = ObjectId::child(home.id, Kind::Exclusion, name.value.as_str());
    if cx.insert(&id, exclusion, name.spot) {
        model.common.build(&id, cx);
        index_comment(&id, model.index_comment.as_ref(), cx);
    }
}
