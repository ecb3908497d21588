//! `publications:`

use super::context::{Context, values};
use super::grant::Owned;
use super::name;
use super::read::{Form, Text, choice, mapping, value};
use crate::model::{Kind, ObjectId, Publication, PublishedTable};

mapping! {
    /// A publication.
    pub struct PublicationModel, "a publication" {
        /// Whether it is for all tables.
        all_tables "all_tables": bool,
        /// The schemas whose tables it is for (PostgreSQL 15).
        schemas "schemas": Vec<Text>,
        /// The tables that it is for, each a name or a mapping.
        tables "tables": Vec<Form<Text, PublishedModel>>,
        /// What is published: `insert`, `update`, `delete`, `truncate`; all if not said.
        publish "publish": Option<Vec<Event>>,
        /// Whether a partition's changes are published as its root's.
        via_root "via_root": bool,
        /// Whether stored generated columns are published where no list names columns (PostgreSQL 18).
        generated_columns "generated_columns": bool,
        .. owned: Owned,
    }
}

mapping! {
    /// A table of a publication.
    pub struct PublishedModel, "a published table" {
        /// The table.
        table "table": Text,
        /// Its columns; all if not said (PostgreSQL 15).
        columns "columns": Vec<Text>,
        /// The condition for a row (PostgreSQL 15).
        filter "where": Option<Text>,
    }
}

/// What can be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event(&'static str);

choice!(Event, "what is published" {
    "insert" => Event("insert"),
    "update" => Event("update"),
    "delete" => Event("delete"),
    "truncate" => Event("truncate"),
});

/// The events in the order of [`Publication::publish`].
pub const EVENTS: [&str; 4] = ["insert", "update", "delete", "truncate"];

impl PublicationModel {
    /// Adds it.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        let said = |event: &str| self.publish.as_ref().is_none_or(|list| list.iter().any(|one| one.0 == event));
        let mut schemas = values(&self.schemas);
        schemas.sort();
        schemas.dedup();
        let mut tables: Vec<PublishedTable> = self.tables.iter().filter_map(|table| published(table, cx)).collect();
        // The order in which the server's catalog is read: it keeps none.
        tables.sort_by(|a, b| (&a.table.schema, &a.table.name).cmp(&(&b.table.schema, &b.table.name)));
        if self.all_tables && !(schemas.is_empty() && tables.is_empty()) {
            let message = format!("the publication `{}` is for all tables and names some too", name.value);
            cx.faults.add(name.spot, message, "keep `all_tables`, or the tables and schemas");
        }
        let publication = Publication {
            all_tables: self.all_tables,
            schemas,
            tables,
            publish: EVENTS.into_iter().filter(|event| said(event)).map(str::to_owned).collect(),
            via_root: self.via_root,
            generated_columns: self.generated_columns,
        };
        let id = ObjectId::global(Kind::Publication, name.value.as_str());
        if cx.insert(&id, publication, name.spot) {
            self.owned.build(&id, cx);
        }
    }
}

fn published(model: &Form<Text, PublishedModel>, cx: &mut Context) -> Option<PublishedTable> {
    let (written, long) = match model {
        Form::Short(written) => (written, None),
        Form::Long(long) => (&long.table, Some(long)),
    };
    let parts = cx.parsed(written, name::parts(&written.value))?;
    let (schema, table) = cx.table(written, parts)?;
    if let Some(long) = long {
        cx.check_columns((&schema, &table), &long.columns);
    }
    Some(PublishedTable {
        table: ObjectId::in_schema(Kind::Table, schema, table),
        columns: long.map(|long| values(&long.columns)).unwrap_or_default(),
        filter: long.and_then(|long| value(&long.filter)),
    })
}
