//! `materialized_views:`

use super::column::{Compression, Storage};
use super::context::{Context, Item};
use super::cql::KeyModel;
use super::document::Part;
use super::grant::{Granted, Rights};
use super::index::{IndexModel, build_index};
use super::read::{Form, Named, Text, mapping, value};
use super::table::{Home, check_index};
use super::view::statement;
use crate::engine::Engine;
use crate::model::{KeptColumn, Kind, MaterializedView, ObjectId, Options};

/// A materialized view: its query, or a mapping.
pub type MaterializedViewModel = Form<Text, LongMaterializedView>;

mapping! {
    /// A materialized view.
    pub struct LongMaterializedView, "a materialized view" {
        /// The query.
        query "query": Text,
        /// Storage parameters, `fillfactor: 70`.
        options "options": Options,
        /// What is said of its columns, by name; the query says which there are.
        columns "columns": Named<MaterializedColumn>,
        /// Indexes by name: their keys, or a mapping.
        indexes "indexes": Named<IndexModel>,
        /// The table access method where it is not `heap`.
        access_method "access_method": Option<Text>,
        /// The tablespace where it is not the database's.
        tablespace "tablespace": Option<Text>,
        /// The index that `CLUSTER` goes by.
        cluster_on "cluster_on": Option<Text>,
        /// Whether it is made without its rows.
        without_data "without_data": bool,
        .. key: KeyModel,
        .. rights: Rights,
    }
}

mapping! {
    /// What is said of a materialized view's column.
    pub struct MaterializedColumn, "a materialized view's column" {
        /// How long values are kept, where it is not the type's own way.
        storage "storage": Option<Storage>,
        /// How long values are compressed.
        compression "compression": Option<Compression>,
        /// The statistics target.
        statistics "statistics": Option<i32>,
        /// `n_distinct` and `n_distinct_inherited`.
        options "options": Options,
        .. granted: Granted,
    }
}

impl MaterializedColumn {
    fn kept(&self) -> KeptColumn {
        KeptColumn {
            storage: self.storage.map(|storage| storage.0.to_owned()),
            compression: self.compression.map(|compression| compression.0.to_owned()),
            statistics: self.statistics,
            options: self.options.clone(),
        }
    }
}

impl Part for MaterializedViewModel {
    fn declare(item: &Item<'_, Self>, cx: &mut Context) {
        cx.declare_relation(item.schema, item.name, "materialized view", item.spot);
        cx.declare_type(item.schema, item.name, "materialized view", item.spot);
        cx.materialized.insert((item.schema.to_owned(), item.name.to_owned()));
        if let Form::Long(long) = item.body {
            for (name, _) in &long.indexes.0 {
                cx.declare_relation(item.schema, &name.value, "index", name.spot);
            }
        }
    }

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let (written, long) = match item.body {
            Form::Short(written) => (written, None),
            Form::Long(long) => (&long.query, Some(long)),
        };
        let Some(query) = statement(written, "the materialized view's query", cx) else { return };
        let mut view = MaterializedView { query, ..MaterializedView::default() };
        if let Some(long) = long {
            view.options.clone_from(&long.options);
            view.access_method = value(&long.access_method).filter(|method| method != "heap");
            view.tablespace = value(&long.tablespace);
            view.cluster_on = value(&long.cluster_on);
            view.without_data = long.without_data;
            let kept = long.columns.0.iter().map(|(name, column)| (name.value.clone(), column.kept()));
            view.columns = kept.filter(|(_, kept)| *kept != KeptColumn::default()).collect();
        }
        let id = ObjectId::in_schema(Kind::MaterializedView, item.schema, item.name);
        match (cx.engine, long) {
            (Engine::Cassandra, Some(long)) => {
                view.row_key =
                    long.key.build(Home { id: &id, schema: item.schema, name: item.name }, None, item.spot, cx);
            }
            (Engine::Cassandra, None) => {
                let hint = "write `query:`, `partition_key:` and `clustering_key:`";
                cx.faults.add(item.spot, format!("the view `{}` has no partition key", item.name), hint);
            }
            (_, Some(long)) => long.key.refuse(cx),
            (_, None) => {}
        }
        if !cx.insert(&id, view, item.spot) {
            return;
        }
        let Some(long) = long else { return };
        long.rights.build(&id, cx);
        for (name, column) in &long.columns.0 {
            cx.check_name(&name.value, name.spot);
            column.granted.build(&ObjectId::child(&id, Kind::Column, name.value.as_str()), cx);
        }
        let home = Home { id: &id, schema: item.schema, name: item.name };
        for (name, index) in &long.indexes.0 {
            build_index(home, name, index, cx);
        }
        if let Some(index) = &long.cluster_on {
            check_index(home, index, "materialized view", cx);
        }
    }
}
