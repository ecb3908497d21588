//! Reads a database: what there is comes from `information_schema` in a fixed number of queries, what
//! tables and views are from `SHOW CREATE`, many of them in one message.

use std::collections::HashMap;
use std::sync::Arc;

use super::connection::Connection;
use super::quote::ident;
use super::{show, unmodelled, view};
use crate::engine::{Reading, Row, Showing};
use crate::error::Fault;
use crate::model::{Entry, Kind, Object, ObjectId, Schema, Unmodelled};

/// How many statements go in one message.
const BATCH: usize = 100;

/// What the tables and views are called, in the same order whatever the collation.
const RELATIONS: &str = "
SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')
ORDER BY CAST(TABLE_NAME AS BINARY)";

impl Connection {
    /// Reads the whole database that the URL names.
    ///
    /// # Errors
    /// The server's own words.
    pub async fn introspect(&mut self, reading: &Reading) -> Result<Schema, Fault> {
        if let Showing::Client(_) = reading.showing {
            return Err(Fault::new("the psql styles are what PostgreSQL's own client prints")
                .hint("choose `--style listing` or `--style dictionary` for MySQL and MariaDB"));
        }
        // What the session's mode is shows in what the server writes: quotes, options.
        self.run("SET SESSION sql_mode = '', SESSION sql_quote_show_create = 1").await?;
        let read = self.read().await;
        self.run("SET SESSION sql_mode = DEFAULT, SESSION sql_quote_show_create = DEFAULT").await?;
        let mut schema = read?;
        if reading.showing == Showing::Sheets {
            schema.sheets = super::sheet::sheets(&schema);
            schema.objects.clear();
        }
        Ok(schema)
    }

    async fn run(&mut self, sql: &str) -> Result<(), Fault> {
        self.execute_as(sql, sql).await
    }

    async fn read(&mut self) -> Result<Schema, Fault> {
        let mut schema = Schema { search_path: vec![String::new()], ordered: true, ..Schema::default() };
        let (mut tables, mut views) = (Vec::new(), Vec::new());
        for row in self.texts(RELATIONS).await? {
            let name = row.text(0).unwrap_or_default().to_owned();
            if row.text(1) == Some("VIEW") { views.push(name) } else { tables.push(name) }
        }
        for (name, row) in self.shown("TABLE", &tables).await? {
            let id = Arc::new(ObjectId::in_schema(Kind::Table, "", name.as_str()));
            let shown = show::table(&id, row.text(1).unwrap_or_default());
            for (id, object) in shown.objects {
                schema.insert(id, object, None);
            }
            let strange = shown.strange.into_iter();
            schema
                .unmodelled
                .extend(strange.map(|what| Unmodelled { kind: "table".to_owned(), name: format!("{name}: {what}") }));
        }
        let user = self.user().to_owned();
        for (name, row) in self.shown("VIEW", &views).await? {
            match view::parse(row.text(1).unwrap_or_default(), &user) {
                Some(view) => _ = schema.insert(ObjectId::in_schema(Kind::View, "", name.as_str()), view, None),
                None => schema.unmodelled.push(Unmodelled { kind: "view".to_owned(), name }),
            }
        }
        for row in self.texts(unmodelled::QUERY).await? {
            let text = |index: usize| row.text(index).unwrap_or_default().to_owned();
            schema.unmodelled.push(Unmodelled { kind: text(0), name: text(1) });
        }
        depend(&mut schema);
        Ok(schema)
    }

    /// What `SHOW CREATE` says of each.
    async fn shown(&mut self, what: &str, names: &[String]) -> Result<Vec<(String, Row)>, Fault> {
        let mut shown = Vec::with_capacity(names.len());
        for batch in names.chunks(BATCH) {
            let sql: Vec<String> = batch.iter().map(|name| format!("SHOW CREATE {what} {}", ident(name))).collect();
            let rows = self.texts(&sql.join(";\n")).await?;
            shown.extend(batch.iter().cloned().zip(rows));
        }
        Ok(shown)
    }
}

/// Notes what needs which columns and keys.
fn depend(schema: &mut Schema) {
    let mut columns: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
    for id in schema.objects.keys().filter(|id| id.kind == Kind::Column) {
        columns.entry(id.root().clone()).or_default().push(id.clone());
    }
    let keys: Vec<(ObjectId, Vec<String>)> = schema.objects.iter().filter_map(key).collect();
    let named = |table: &ObjectId, names: &[String]| -> Vec<ObjectId> {
        let all = columns.get(table).map(Vec::as_slice).unwrap_or_default();
        names.iter().filter_map(|name| all.iter().find(|id| id.name.eq_ignore_ascii_case(name)).cloned()).collect()
    };
    let mut found: Vec<(ObjectId, Vec<ObjectId>)> = Vec::new();
    for (id, Entry { object, .. }) in &schema.objects {
        let table = id.root();
        let depends = match object {
            Object::Index(index) => {
                let names: Vec<String> = index.keys.iter().flat_map(|key| key.column.clone()).collect();
                let texts = index.keys.iter().filter_map(|key| key.expression.as_deref());
                let inner: Vec<String> = texts.flat_map(super::scan::names).collect();
                named(table, &[names, inner].concat())
            }
            Object::Unique(unique) => named(table, &unique.columns),
            Object::Check(check) => named(table, &super::scan::names(&check.expression)),
            Object::ForeignKey(foreign) => {
                let mut needs = named(table, &foreign.columns);
                needs.extend(named(&foreign.references, &foreign.referenced_columns));
                let upholds = |of: &ObjectId, wanted: &[String]| {
                    let fit = keys.iter().filter(|(key, _)| key.root() == of);
                    fit.filter(|(_, own)| {
                        own.len() >= wanted.len() && own.iter().zip(wanted).all(|(a, b)| a.eq_ignore_ascii_case(b))
                    })
                    .map(|(key, _)| key.clone())
                    .collect::<Vec<_>>()
                };
                needs.extend(upholds(table, &foreign.columns));
                needs.extend(upholds(&foreign.references, &foreign.referenced_columns));
                needs
            }
            _ => continue,
        };
        found.push((id.clone(), depends));
    }
    for (id, depends) in found {
        if let Some(entry) = schema.objects.get_mut(&id) {
            entry.depends = depends;
        }
    }
}

/// An index or key with its columns, as far as they are whole columns.
fn key((id, entry): (&ObjectId, &Entry)) -> Option<(ObjectId, Vec<String>)> {
    let columns = match &entry.object {
        Object::Index(index) => {
            index.keys.iter().map_while(|key| key.column.clone().filter(|_| key.length.is_none())).collect()
        }
        Object::Unique(unique) => unique.columns.clone(),
        _ => return None,
    };
    Some((id.clone(), columns))
}
