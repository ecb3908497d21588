//! Reads a database: what there is comes from `information_schema` in a fixed number of queries, what
//! tables and views are from `SHOW CREATE`, many of them in one message.

use super::connection::Connection;
use super::program::{Made, Usual};
use super::quote::ident;
use super::{event, function, procedure, sequence, show, trigger, unmodelled, versioning, view};
use crate::engine::{Reading, Row, Showing};
use crate::error::Fault;
use crate::model::hashed::HashMap;
use crate::model::{Comment, Entry, Kind, Object, ObjectId, Schema, Unmodelled};

/// How many statements go in one message.
const BATCH: usize = 100;

/// What the tables, views and sequences are called, in the same order whatever the collation.
pub(super) const RELATIONS: &str = "
SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED', 'SEQUENCE')
ORDER BY CAST(TABLE_NAME AS BINARY)";

/// What the routines and events are called.
pub(super) const PROGRAMS: &str = "
SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES
WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE')
UNION ALL
SELECT 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()
ORDER BY 1, 2";

impl Connection {
    /// Reads the whole database that the URL names.
    ///
    /// # Errors
    /// The server's own words.
    pub async fn introspect(&mut self, reading: &Reading) -> Result<Schema, Fault> {
        // What the session's mode is shows in what the server writes: quotes, options.
        self.run("SET SESSION sql_mode = '', SESSION sql_quote_show_create = 1").await?;
        let read = match reading.showing {
            Showing::Statements => self.statements().await,
            _ => self.read().await,
        };
        self.run("SET SESSION sql_mode = DEFAULT, SESSION sql_quote_show_create = DEFAULT").await?;
        let mut schema = read?;
        if reading.showing == Showing::Sheets {
            schema.sheets = super::sheet::sheets(&schema);
            schema.objects.clear();
        }
        Ok(schema)
    }

    pub(super) async fn run(&mut self, sql: &str) -> Result<(), Fault> {
        self.execute_as(sql, sql).await
    }

    async fn read(&mut self) -> Result<Schema, Fault> {
        let mut schema = Schema { search_path: vec![String::new()], ordered: true, ..Schema::default() };
        let (mut tables, mut views, mut sequences) = (Vec::new(), Vec::new(), Vec::new());
        for row in self.texts(RELATIONS).await? {
            let name = row.text(0).unwrap_or_default().to_owned();
            match row.text(1) {
                Some("VIEW") => views.push(name),
                Some("SEQUENCE") => sequences.push(name),
                _ => tables.push(name),
            }
        }
        for (name, row) in self.shown("SEQUENCE", &sequences).await? {
            match sequence::parse(row.text(1).unwrap_or_default()) {
                Ok((sequence, comment)) => {
                    let id = ObjectId::in_schema(Kind::Sequence, "", name.as_str());
                    schema.insert(id.clone(), sequence, None);
                    if let Some(comment) = comment {
                        schema.insert(ObjectId::child(&id, Kind::Comment, ""), comment, None);
                    }
                }
                Err(why) => schema.unmodelled.push(strange("sequence", &name, &why)),
            }
        }
        for (name, row) in self.shown("TABLE", &tables).await? {
            let id = ObjectId::in_schema(Kind::Table, "", name.as_str());
            let shown = show::table(&id, row.text(1).unwrap_or_default());
            for (id, mut object) in shown.objects {
                if let Object::Default(default) = &mut object {
                    default.expression = sequence::at_home(&default.expression, self.database());
                }
                schema.insert(id, object, None);
            }
            let strange = shown.strange.into_iter();
            schema
                .unmodelled
                .extend(strange.map(|what| Unmodelled { kind: "table".to_owned(), name: format!("{name}: {what}") }));
        }
        let usual = self.usual().await?;
        let user = usual.user.clone();
        for (name, row) in self.shown("VIEW", &views).await? {
            match view::parse(row.text(1).unwrap_or_default(), &user) {
                Some(mut view) => {
                    view.query = sequence::at_home(&view::at_home(&view.query, self.database()), self.database());
                    // The session that made it says what its literals are.
                    for (key, index, usual) in [("charset", 2, &usual.charset), ("collation", 3, &usual.collation)] {
                        if let Some(own) = row.text(index).filter(|own| *own != usual.as_str()) {
                            view.options.insert(key.to_owned(), own.to_owned());
                        }
                    }
                    _ = schema.insert(ObjectId::in_schema(Kind::View, "", name.as_str()), view, None);
                }
                None => schema.unmodelled.push(Unmodelled { kind: "view".to_owned(), name }),
            }
        }
        self.read_programs(&mut schema, &usual).await?;
        for row in self.texts(unmodelled::QUERY).await? {
            let text = |index: usize| row.text(index).unwrap_or_default().to_owned();
            schema.unmodelled.push(Unmodelled { kind: text(0), name: text(1) });
        }
        schema.database = Some(self.database().to_owned());
        self.read_grants(&mut schema).await;
        schema.major = self.version() / 10_000;
        depend(&mut schema);
        Ok(schema)
    }

    /// What a session has where a program says nothing of it.
    async fn usual(&mut self) -> Result<Usual, Fault> {
        let rows = self.texts("SELECT @@character_set_client, @@collation_connection, @@time_zone").await?;
        let text = |index: usize| rows.first().and_then(|row| row.text(index)).unwrap_or_default().to_owned();
        Ok(Usual {
            user: self.user().to_owned(),
            sql_mode: self.sql_mode().to_owned(),
            charset: text(0),
            collation: text(1),
            time_zone: text(2),
        })
    }

    /// Routines, triggers and events.
    async fn read_programs(&mut self, schema: &mut Schema, usual: &Usual) -> Result<(), Fault> {
        let (mut functions, mut procedures, mut events) = (Vec::new(), Vec::new(), Vec::new());
        for row in self.texts(PROGRAMS).await? {
            let name = row.text(1).unwrap_or_default().to_owned();
            match row.text(0) {
                Some("FUNCTION") => functions.push(name),
                Some("PROCEDURE") => procedures.push(name),
                _ => events.push(name),
            }
        }
        for (what, names) in [("FUNCTION", functions), ("PROCEDURE", procedures), ("EVENT", events)] {
            for (name, row) in self.shown(what, &names).await? {
                let made = Made::of(&row, if what == "EVENT" { 3 } else { 2 });
                let (kind, read) = match what {
                    // Who may not see a text is shown none.
                    _ if made.text.is_empty() => {
                        (Kind::Function, Err("its text, which this user may not see".to_owned()))
                    }
                    "FUNCTION" => (Kind::Function, function::parse(&made, usual).map(|(it, note)| (it.into(), note))),
                    "PROCEDURE" => {
                        (Kind::Procedure, procedure::parse(&made, usual).map(|(it, note)| (it.into(), note)))
                    }
                    _ => (Kind::Event, event::parse(&made, usual).map(|(it, note)| (it.into(), note))),
                };
                match read {
                    Ok((object, comment)) => {
                        let id = ObjectId::in_schema(kind, "", name.as_str());
                        let object: Object = object;
                        schema.insert(id.clone(), object, None);
                        if let Some(text) = comment {
                            schema.insert(ObjectId::child(&id, Kind::Comment, ""), Comment::new(text), None);
                        }
                    }
                    Err(why) => schema.unmodelled.push(strange(&what.to_ascii_lowercase(), &name, &why)),
                }
            }
        }
        let rows = self.texts(trigger::QUERY).await?;
        let names: Vec<String> = rows.iter().map(|row| row.text(0).unwrap_or_default().to_owned()).collect();
        let shown = self.shown("TRIGGER", &names).await?;
        for (table, name, read) in trigger::triggers(&rows, &shown, usual) {
            let table = ObjectId::in_schema(Kind::Table, "", table);
            match read {
                Ok(trigger) => _ = schema.insert(ObjectId::child(&table, Kind::Trigger, name), trigger, None),
                Err(why) => schema.unmodelled.push(strange("trigger", &name, &why)),
            }
        }
        Ok(())
    }

    /// What `SHOW CREATE` says of each.
    pub(super) async fn shown(&mut self, what: &str, names: &[String]) -> Result<Vec<(String, Row)>, Fault> {
        let mut shown = Vec::with_capacity(names.len());
        for batch in names.chunks(BATCH) {
            let sql: Vec<String> = batch.iter().map(|name| format!("SHOW CREATE {what} {}", ident(name))).collect();
            let rows = self.texts(&sql.join(";\n")).await?;
            shown.extend(batch.iter().cloned().zip(rows));
        }
        Ok(shown)
    }
}

fn strange(kind: &str, name: &str, why: &str) -> Unmodelled {
    Unmodelled { kind: kind.to_owned(), name: format!("{name}: {why}") }
}

/// Notes what needs which columns and keys.
fn depend(schema: &mut Schema) {
    let mut columns: HashMap<ObjectId, Vec<ObjectId>> = HashMap::default();
    for id in schema.objects.keys().filter(|id| id.kind == Kind::Column) {
        columns.entry(id.root().clone()).or_default().push(id.clone());
    }
    let keys: Vec<(ObjectId, Vec<String>)> = schema.objects.iter().filter_map(key).collect();
    let named = |table: &ObjectId, names: &[String]| -> Vec<ObjectId> {
        let all = columns.get(table).map(Vec::as_slice).unwrap_or_default();
        names.iter().filter_map(|name| all.iter().find(|id| id.name.eq_ignore_ascii_case(name)).cloned()).collect()
    };
    let mut relations: HashMap<String, ObjectId> = HashMap::default();
    for id in schema.objects.keys().filter(|id| matches!(id.kind, Kind::Table | Kind::View | Kind::Sequence)) {
        relations.insert(id.name.to_string(), id.clone());
    }
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
            Object::View(view) => {
                let sources = view::sources(&view.query).into_iter().chain(sequence::named(&view.query));
                sources.filter_map(|name| relations.get(&name).filter(|other| *other != id).cloned()).collect()
            }
            // The two that say when a version was come and go in one statement, which the first has.
            Object::Column(column) if versioning::is_end(column) => {
                id.parent().and_then(|table| versioning::start(table, schema)).cloned().into_iter().collect()
            }
            Object::Default(default) => {
                let sequences = sequence::named(&default.expression).into_iter();
                sequences.filter_map(|name| relations.get(&name).cloned()).collect()
            }
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
        let mut depends = depends;
        // They come in one statement, which the second of them waits for.
        let end = versioning::start(table, schema).filter(|start| *start != id && depends.contains(start));
        depends.extend(end.and_then(|_| versioning::end(table, schema)).filter(|end| *end != id).cloned());
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
