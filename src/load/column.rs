//! A table's columns, with the constraints that are written on them.

use super::constraint::{CheckModel, UniqueModel, build_check, build_key, check_name};
use super::context::Context;
use super::dialect::{self, ColumnOptions, Nameless};
use super::foreign_key::{ColumnTarget, Details, build_column_reference};
use super::grant::Granted;
use super::index::{IndexModel, build_index};
use super::node::Spot;
use super::read::{At, Form, Named, Nullable, Text, choice, mapping};
use super::sequence::{Numbers, defaults};
use super::table::{Home, long};
use crate::engine::Engine;
use crate::engine::postgres::identity::sequence_id;
use crate::engine::postgres::names;
use crate::model::{
    Column, Comment, DefaultValue, Generated, Identity, IdentityMode, Kind, NotNull, ObjectId, Options, Persistence,
    Sequence,
};

/// A column: its type, or a mapping.
pub type ColumnModel = Form<Text, LongColumn>;

mapping! {
    /// A column.
    pub struct LongColumn, "a column" {
        /// Its type with modifiers, in any spelling that PostgreSQL takes; `smallserial`, `serial`
        /// and `bigserial` stand for a column with a sequence of its own.
        data_type "type": Text,
        /// Whether it refuses NULL.
        not_null "not_null": Option<At<Form<bool, NotNullModel>>>,
        /// The default, an SQL expression: `now()`, `0`, `"'text'"`.
        default "default": Nullable<Text>,
        /// The collation where it is not the type's own, as SQL wants it: `"C"` in double quotes.
        collation "collation": Option<Text>,
        /// `always` or `by_default`, or a mapping: the server numbers it.
        identity "identity": Option<At<Form<IdentityMode, IdentityModel>>>,
        /// The expression that it is computed from when a row is written, or a mapping.
        generated "generated": Option<Form<Text, GeneratedModel>>,
        /// How long values are kept, where it is not the type's own way.
        storage "storage": Option<Storage>,
        /// How long values are compressed.
        compression "compression": Option<Compression>,
        /// The statistics target.
        statistics "statistics": Option<i32>,
        /// `n_distinct` and `n_distinct_inherited`.
        options "options": Options,
        /// The wrapper's options, of a foreign table's column. For a secret stands the name of a variable of
        /// the environment: `${NAME}`.
        foreign_options "foreign_options": Named<Text>,
        /// Whether a table that inherits has it from its parents alone.
        inherited "inherited": bool,
        /// Whether it is the primary key, named `TABLE_pkey`.
        primary_key "primary_key": Option<At<bool>>,
        /// Whether no two rows have the same value, by the constraint `TABLE_COLUMN_key`.
        unique "unique": Option<At<bool>>,
        /// A condition, in the constraint `TABLE_COLUMN_check`; `TABLE_check` where it names other columns.
        check "check": Option<CheckModel>,
        /// The column that it refers to, `TABLE(COLUMN)` or `TABLE` for its primary key, by the
        /// foreign key `TABLE_COLUMN_fkey`; or a mapping.
        references "references": Option<At<Form<Text, ColumnTarget>>>,
        /// Whether it has an index of its own, `TABLE_COLUMN_idx`.
        index "index": Option<At<bool>>,
        .. own: ColumnOptions,
        .. details: Details,
        .. granted: Granted,
    }
}

choice!(IdentityMode, "an identity" {
    "always" => IdentityMode::Always,
    "by_default" => IdentityMode::ByDefault,
});

mapping! {
    /// The constraint behind a column that refuses NULL (PostgreSQL 18).
    pub struct NotNullModel, "a not-null constraint" {
        /// Its name, where it is not `TABLE_COLUMN_not_null`.
        name "name": Option<Text>,
        /// What it is for, in words that the database keeps.
        comment "comment": Option<Text>,
        /// Whether tables that inherit are free of it.
        no_inherit "no_inherit": bool,
        /// Whether the rows that were there before may break it.
        not_valid "not_valid": bool,
        /// Whether a table that inherits has it from its parents alone, though the column is its own.
        inherited "inherited": bool,
        /// Whether a table that inherits has it for itself too, though the column is its parents' alone.
        own "own": bool,
    }
}

/// A column's storage, as the server calls it.
#[derive(Clone, Copy, Debug)]
pub struct Storage(pub &'static str);

choice!(Storage, "a storage" {
    "plain" => Storage("plain"),
    "external" => Storage("external"),
    "extended" => Storage("extended"),
    "main" => Storage("main"),
});

/// A column's compression, as the server calls it.
#[derive(Clone, Copy, Debug)]
pub struct Compression(pub &'static str);

choice!(Compression, "a compression" {
    "pglz" => Compression("pglz"),
    "lz4" => Compression("lz4"),
});

mapping! {
    /// An identity with its sequence.
    pub struct IdentityModel, "an identity" {
        /// `always`: a given value is refused; `by_default`: it is taken.
        mode "mode": IdentityMode,
        /// Its sequence's name, where it is not `TABLE_COLUMN_seq`.
        name "name": Option<Text>,
        .. numbers: Numbers,
        .. granted: Granted,
    }
}

mapping! {
    /// A generated column.
    pub struct GeneratedModel, "a generated column" {
        /// The expression.
        expression "expression": Text,
        /// Whether it is kept (the default), or computed when it is read (PostgreSQL 18).
        stored "stored": Option<bool>,
    }
}

/// Adds a column, its default, its comment, and the sequence of a serial one.
pub fn build_column(home: Home<'_>, name: &Text, model: &ColumnModel, unlogged: bool, cx: &mut Context) {
    let id = ObjectId::child(home.id, Kind::Column, name.value.as_str());
    let (written, long) = match model {
        Form::Short(written) => (written, None),
        Form::Long(long) => (&long.data_type, Some(long)),
    };
    let own = cx.engine == Engine::Postgresql;
    let data_type = cx.data_type(&written.value);
    let mut column = Column { data_type, ..Column::default() };
    let serial = names::serial_type(&written.value).filter(|_| own);
    if let Some(data_type) = serial {
        column.data_type = data_type.to_owned();
        column.not_null = true;
    }
    if let Some(long) = long {
        fill(&mut column, long, home, unlogged, cx);
    }
    let table = cx.tables.get(&(home.schema.to_owned(), home.name.to_owned()));
    if table.is_some_and(|table| table.primary.contains(&name.value)) || column.identity.is_some() {
        column.not_null = true;
        if let Some(At { value: Form::Short(false), spot }) = long.and_then(|long| long.not_null.as_ref()) {
            let why = if column.identity.is_some() { "an identity" } else { "a primary key" };
            cx.faults.add(
                *spot,
                format!("`not_null: false` on a column of {why}"),
                format!("{why} refuses NULL always"),
            );
        }
    }
    let mut default = long.and_then(|long| long.default.0.clone());
    let given =
        [default.as_ref().map(|text| text.spot), long.and_then(|long| long.identity.as_ref().map(|at| at.spot))];
    if let Some(data_type) = serial {
        if let Some(spot) = given.into_iter().flatten().next() {
            let hint = format!("a serial column has its default already: write `type: {data_type}`");
            cx.faults.add(spot, format!("the serial column `{}` has a second source of values", name.value), hint);
        }
        let sequence = serial_sequence(home, &id, data_type, unlogged, written.spot, cx);
        default = Some(At { value: names::next_value(home.schema, &sequence), spot: written.spot });
    } else if let [Some(_), Some(spot)] = given {
        cx.faults.add(spot, format!("column `{}` has a default and an identity", name.value), "keep one of them");
    }
    if column.generated.is_some() && (default.is_some() || column.identity.is_some()) {
        let message = format!("column `{}` is generated and has a default or identity too", name.value);
        cx.faults.add(name.spot, message, "keep one of them");
    }
    if !cx.insert(&id, column, name.spot) {
        return;
    }
    if let Some(default) = default {
        let default_id = ObjectId::child(&id, Kind::Default, "");
        cx.insert(&default_id, DefaultValue { expression: default.value }, default.spot);
    }
    if let Some(long) = long {
        if let Some(At { value: Form::Long(NotNullModel { comment: Some(text), .. }), .. }) = &long.not_null {
            let of_constraint = ObjectId::child(&id, Kind::Comment, "not null");
            cx.insert(&of_constraint, Comment::new(text.value.clone()), text.spot);
        }
        if let Some(At { value: Form::Long(identity), .. }) = &long.identity {
            let named = identity.name.as_ref().map(|name| name.value.as_str());
            identity.granted.build(&sequence_id(&id, named), cx);
        }
        long.granted.build(&id, cx);
    }
}

fn fill(column: &mut Column, long: &LongColumn, home: Home<'_>, unlogged: bool, cx: &mut Context) {
    match long.not_null.as_ref().map(|not_null| &not_null.value) {
        Some(Form::Short(not_null)) => column.not_null |= not_null,
        Some(Form::Long(model)) => {
            let name = model.name.as_ref().map(|name| name.value.clone());
            let NotNullModel { no_inherit, not_valid, inherited, own, .. } = *model;
            let constraint = NotNull { name, no_inherit, not_valid, inherited, own };
            column.not_null = true;
            column.not_null_constraint = Some(constraint).filter(|it| *it != NotNull::default());
        }
        None => {}
    }
    column.collation = long.collation.as_ref().map(|text| text.value.clone());
    column.storage = long.storage.map(|storage| storage.0.to_owned());
    column.compression = long.compression.map(|compression| compression.0.to_owned());
    column.statistics = long.statistics;
    column.options = long.own.with(&long.options).into_iter().collect();
    (column.foreign_options, column.foreign_secrets) = super::foreign::options(&long.foreign_options, cx);
    column.inherited = long.inherited;
    column.generated = long.generated.as_ref().map(|generated| match generated {
        Form::Short(text) => Generated { expression: text.value.clone(), stored: true },
        Form::Long(long) => {
            Generated { expression: long.expression.value.clone(), stored: long.stored.unwrap_or(true) }
        }
    });
    if let Some(At { value: identity, spot }) = &long.identity {
        column.identity = build_identity(identity, &column.data_type, *spot, unlogged, home, cx).map(Box::new);
    }
}

fn build_identity(
    model: &Form<IdentityMode, IdentityModel>,
    data_type: &str,
    spot: Spot,
    unlogged: bool,
    home: Home<'_>,
    cx: &mut Context,
) -> Option<Identity> {
    if !names::is_sequence_type(data_type) {
        let hint = "an identity column is `smallint`, `integer` or `bigint`";
        cx.faults.add(spot, format!("a column of type `{data_type}` cannot be an identity"), hint);
        return None;
    }
    match model {
        Form::Short(mode) => {
            let mut sequence = defaults(data_type, 1)?;
            sequence.persistence = persistence(unlogged);
            Some(Identity { mode: *mode, sequence_name: None, sequence })
        }
        Form::Long(long) => {
            if let Some(name) = &long.name {
                cx.check_name(&name.value, name.spot);
                cx.declare_relation(home.schema, &name.value, "sequence", name.spot);
            }
            let sequence = long.numbers.sequence(data_type, unlogged, spot, cx)?;
            let sequence_name = long.name.as_ref().map(|name| name.value.clone());
            Some(Identity { mode: long.mode, sequence_name, sequence })
        }
    }
}

fn persistence(unlogged: bool) -> Persistence {
    // PostgreSQL 15 and later let the sequence follow its table.
    if unlogged { Persistence::Unlogged } else { Persistence::Permanent }
}

/// What `serial` makes beside the column; its name.
fn serial_sequence(
    home: Home<'_>,
    column: &ObjectId,
    data_type: &str,
    unlogged: bool,
    spot: Spot,
    cx: &mut Context,
) -> String {
    let name = names::free_name(home.name, Some(&column.name), "seq", |name| cx.has_relation(home.schema, name));
    cx.declare_relation(home.schema, &name, "sequence", spot);
    if let Some(made) = defaults(data_type, 1) {
        let sequence = Sequence { owned_by: Some(column.clone()), persistence: persistence(unlogged), ..made };
        cx.insert(&ObjectId::in_schema(Kind::Sequence, home.schema, name.as_str()), sequence, spot);
    }
    name
}

/// Adds the constraints and indexes that are written on columns, with the names that the server
/// would choose.
pub fn build_constraints(home: Home<'_>, columns: &Named<ColumnModel>, cx: &mut Context) {
    for (name, column) in long(columns) {
        if let Some(At { value: true, spot }) = column.unique {
            build_key(home, None, &UniqueModel::Short(vec![name.clone()]), false, spot, cx);
        }
        if let Some(check) = &column.check {
            let spot = match check {
                Form::Short(text) => text.spot,
                Form::Long(long) => long.expression.spot,
            };
            let chosen = check_name(home, check, cx);
            build_check(home, &chosen, check, spot, cx);
        }
        match &column.references {
            Some(target) => build_column_reference(home, name, target, &column.details, cx),
            None => column.details.refuse(name, cx),
        }
    }
    for (name, column) in long(columns) {
        if let Some(At { value: true, spot }) = column.index {
            let chosen = dialect::name(home, Some(&name.value), Nameless::Index, cx);
            cx.declare_relation(home.schema, &chosen, "index", spot);
            let keys = IndexModel::Short(vec![Form::Long(super::index::KeyModel::column(name.clone()))]);
            build_index(home, &At { value: chosen, spot }, &keys, cx);
        }
    }
}
