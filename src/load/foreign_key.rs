//! Foreign keys, of a table or written on a column.

use super::common::Common;
use super::context::{Context, text, values};
use super::dialect::{self, Nameless};
use super::name;
use super::read::{At, Form, Text, choice, mapping};
use super::table::Home;
use crate::model::{Action, ForeignKey, Kind, Match, ObjectId};

mapping! {
    /// A foreign key.
    pub struct ForeignKeyModel, "a foreign key" {
        /// The referring columns.
        columns "columns": Vec<Text>,
        /// `TABLE(COLUMN, …)`; `TABLE` alone for its primary key; or a mapping.
        references "references": Form<Text, Target>,
        .. details: Details,
        .. common: Common,
    }
}

mapping! {
    /// What a foreign key refers to.
    pub struct Target, "a reference" {
        /// The table, `NAME` or `SCHEMA.NAME`.
        table "table": Text,
        /// Its columns; its primary key if not said.
        columns "columns": Vec<Text>,
    }
}

mapping! {
    /// What a column refers to.
    pub struct ColumnTarget, "a reference" {
        /// The foreign key's name, where it is not `TABLE_COLUMN_fkey`.
        name "name": Option<Text>,
        .. target: Target,
        .. details: Details,
        .. common: Common,
    }
}

mapping! {
    /// How a foreign key behaves.
    pub struct Details, "a foreign key" {
        /// How a key of several columns treats NULLs: `simple` (one NULL frees the row) or `full`.
        match_type "match": Option<Match>,
        /// What an update of the referred row does.
        on_update "on_update": Option<Action>,
        /// What its deletion does.
        on_delete "on_delete": Option<Action>,
        /// The columns that `set_null` or `set_default` on deletion is limited to (PostgreSQL 15).
        on_delete_columns "on_delete_columns": Vec<Text>,
        /// Whether the last pair of columns are periods (PostgreSQL 18).
        period "period": bool,
        /// Whether the check can wait for the transaction's end.
        deferrable "deferrable": bool,
        /// Whether it does unless told otherwise; says `deferrable` too.
        initially_deferred "initially_deferred": bool,
        /// Whether the rows that were there before may break it.
        not_valid "not_valid": bool,
        /// Whether nothing upholds it (PostgreSQL 18).
        not_enforced "not_enforced": bool,
    }
}

choice!(Match, "a match" {
    "simple" => Match::Simple,
    "full" => Match::Full,
});

choice!(Action, "an action" {
    "no_action" => Action::NoAction,
    "restrict" => Action::Restrict,
    "cascade" => Action::Cascade,
    "set_null" => Action::SetNull,
    "set_default" => Action::SetDefault,
});

impl Details {
    fn is_said(&self) -> bool {
        let Self {
            match_type,
            on_update,
            on_delete,
            on_delete_columns,
            period,
            deferrable,
            initially_deferred,
            not_valid,
            not_enforced,
        } = self;
        match_type.is_some()
            || on_update.is_some()
            || on_delete.is_some()
            || !on_delete_columns.is_empty()
            || [period, deferrable, initially_deferred, not_valid, not_enforced].into_iter().any(|said| *said)
    }

    /// Refuses a foreign key's behaviour on a column that refers to nothing.
    pub fn refuse(&self, column: &Text, cx: &mut Context) {
        if self.is_said() {
            let message = format!("column `{}` says how a foreign key behaves, but refers to nothing", column.value);
            cx.faults.add(column.spot, message, "add `references: TABLE(COLUMN)`");
        }
    }
}

/// Adds a table's foreign key.
pub fn build_foreign_key(home: Home<'_>, name: &Text, model: &ForeignKeyModel, cx: &mut Context) {
    build(home, name, &model.columns, &model.references, &model.details, Some(&model.common), cx);
}

/// Adds the foreign key that is written on a column.
pub fn build_column_reference(
    home: Home<'_>,
    column: &Text,
    target: &At<Form<Text, ColumnTarget>>,
    beside: &Details,
    cx: &mut Context,
) {
    let (given, target_model, details, common) = match &target.value {
        Form::Short(text) => (None, Form::Short(text.clone()), beside, None),
        Form::Long(long) => {
            if beside.is_said() {
                let message = format!("the foreign key of column `{}` is described twice", column.value);
                cx.faults.add(target.spot, message, "put all of it into the mapping `references`");
            }
            (long.name.clone(), Form::Long(long.target.clone()), &long.details, Some(&long.common))
        }
    };
    let name =
        given.unwrap_or_else(|| text(dialect::name(home, Some(&column.value), Nameless::ForeignKey, cx), target.spot));
    cx.declare_constraint(home.schema, &name.value);
    build(home, &name, std::slice::from_ref(column), &target_model, details, common, cx);
}

fn build(
    home: Home<'_>,
    name: &Text,
    columns: &[Text],
    target: &Form<Text, Target>,
    details: &Details,
    common: Option<&Common>,
    cx: &mut Context,
) {
    if columns.is_empty() {
        cx.faults.add(
            name.spot,
            format!("the foreign key `{}` has no columns", name.value),
            "write `columns: [COLUMN, …]`",
        );
        return;
    }
    cx.check_columns(home.key(), columns);
    cx.check_columns(home.key(), &details.on_delete_columns);
    for column in &details.on_delete_columns {
        if !columns.iter().any(|own| own.value == column.value) {
            let message = format!("`{}` is none of the foreign key's columns", column.value);
            cx.faults.add(column.spot, message, "`on_delete_columns` limits `on_delete` to some of its own columns");
        }
    }
    let Some((table, named)) = read_target(target, cx) else { return };
    let Some((schema, table_name)) = cx.table(&table.0, table.1) else { return };
    let referenced = if named.is_empty() {
        match cx.tables.get(&(schema.clone(), table_name.clone())).map(|known| known.primary.clone()) {
            Some(primary) if !primary.is_empty() => primary,
            Some(_) if !cx.is_external(&schema, &table_name) => {
                let message = format!("table `{table_name}` has no primary key to refer to");
                cx.faults.add(table.0.spot, message, format!("name the columns: `{table_name}(COLUMN)`"));
                return;
            }
            Some(_) | None => {
                let message = format!("the columns of `{schema}.{table_name}` must be named: it is not in this model");
                cx.faults.add(table.0.spot, message, format!("write `{schema}.{table_name}(COLUMN)`"));
                return;
            }
        }
    } else {
        cx.check_columns((&schema, &table_name), &named);
        values(&named)
    };
    if referenced.len() != columns.len() {
        let message = format!(
            "the foreign key `{}` has {} columns and refers to {}",
            name.value,
            columns.len(),
            referenced.len()
        );
        cx.faults.add(name.spot, message, "both sides must be as many");
        return;
    }
    let key = ForeignKey {
        columns: values(columns),
        references: ObjectId::in_schema(Kind::Table, schema, table_name),
        referenced_columns: referenced,
        match_type: details.match_type.unwrap_or_default(),
        on_update: details.on_update.unwrap_or_default(),
        on_delete: details.on_delete.unwrap_or_default(),
        on_delete_columns: values(&details.on_delete_columns),
        period: details.period,
        deferrable: details.deferrable || details.initially_deferred,
        initially_deferred: details.initially_deferred,
        not_valid: details.not_valid,
        not_enforced: details.not_enforced,
    };
    let id = ObjectId::child(home.id, Kind::ForeignKey, name.value.as_str());
    if cx.insert(&id, key, name.spot)
        && let Some(common) = common
    {
        common.build(&id, cx);
    }
}

/// The table's name as written and in parts, and the columns that are named.
type TargetParts = ((Text, Vec<String>), Vec<Text>);

fn read_target(target: &Form<Text, Target>, cx: &mut Context) -> Option<TargetParts> {
    match target {
        Form::Short(written) => {
            let (parts, columns) = cx.parsed(written, name::call(&written.value))?;
            let columns = match columns {
                Some(list) => cx.parsed(written, name::list(list))?,
                None => Vec::new(),
            };
            let columns = columns.into_iter().map(|column| text(column, written.spot)).collect();
            Some(((written.clone(), parts), columns))
        }
        Form::Long(long) => {
            let parts = cx.parsed(&long.table, name::parts(&long.table.value))?;
            Some(((long.table.clone(), parts), long.columns.clone()))
        }
    }
}
