//! What is known while a model's objects are built: the files, the faults, the names.

use std::sync::Arc;

use super::heir::Lineages;
use super::name;
use super::node::Spot;
use super::read::{At, Faults, Text, nearest, place};
use crate::engine::postgres::names::LONGEST;
use crate::engine::postgres::spelling;
use crate::engine::{Engine, cassandra, mysql};
use crate::model::hashed::{HashMap, HashSet};
use crate::model::{Kind, Object, ObjectId, Place, Schema};

/// What other objects may ask about a table.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Its columns in order.
    pub columns: Vec<String>,
    /// The columns of its primary key.
    pub primary: Vec<String>,
    /// Whether it is a foreign table.
    pub foreign: bool,
    /// Whether someone else makes it, so that its columns are not known.
    pub external: bool,
}

impl Known {
    /// Whether it has such a column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known == column)
    }
}

/// A thing that is written under a name.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a, T> {
    /// Its schema.
    pub schema: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What stands between parentheses after the name, for a routine.
    pub arguments: &'a str,
    /// Where the name is written.
    pub spot: Spot,
    /// What is written of it.
    pub body: &'a T,
}

/// The state while objects are built.
#[derive(Debug)]
pub struct Context {
    /// What the model is for.
    pub engine: Engine,
    /// What is wrong so far.
    pub faults: Faults,
    /// The objects so far.
    pub schema: Schema,
    /// The tables, by schema and name.
    pub tables: HashMap<(String, String), Known>,
    /// The schemas that the model has or names.
    pub namespaces: HashSet<String>,
    /// The materialized views, by schema and name.
    pub materialized: HashSet<(String, String)>,
    files: Vec<Arc<str>>,
    /// Who has columns from whom.
    pub lineages: Lineages,
    /// Tables, indexes, sequences: what shares one name space in a schema.
    relations: HashMap<(String, String), (&'static str, Spot)>,
    constraints: HashSet<(String, String)>,
    /// Types of their own, and those that tables and views make.
    types: HashMap<(String, String), (&'static str, Spot)>,
}

impl Context {
    /// A context for these files.
    pub fn new(files: Vec<Arc<str>>, faults: Faults, engine: Engine) -> Self {
        Self {
            engine,
            faults,
            files,
            schema: Schema::default(),
            tables: HashMap::default(),
            namespaces: HashSet::default(),
            materialized: HashSet::default(),
            lineages: Lineages::default(),
            relations: HashMap::default(),
            constraints: HashSet::default(),
            types: HashMap::default(),
        }
    }

    /// The schema of what names none: a database of MySQL is one without a name of its own here.
    pub fn home(&self) -> &'static str {
        match self.engine {
            Engine::Postgresql => "public",
            Engine::Mysql | Engine::Cassandra => "",
        }
    }

    /// A type in the engine's spelling, as far as that is known without it.
    pub fn data_type(&self, written: &str) -> String {
        match self.engine {
            Engine::Postgresql => spelling::normalize(written),
            Engine::Mysql => written.trim().to_owned(),
            Engine::Cassandra => cassandra::types::normalize(written),
        }
    }

    /// Where a place is, for a fault.
    pub fn spot(&self, place: &Place) -> Option<Spot> {
        let file = self.files.iter().position(|file| *file == place.file)?;
        Some(Spot { file, line: place.line, column: place.column, length: 1 })
    }

    /// Whether a table has an index or key of that name so far.
    pub fn has_index(&self, home: super::table::Home<'_>, name: &str) -> bool {
        [Kind::Index, Kind::Unique]
            .into_iter()
            .any(|kind| self.schema.get(&ObjectId::child(home.id, kind, name)).is_some())
    }

    /// The place with its file's name.
    pub fn place(&self, spot: Spot) -> Option<Place> {
        self.files.get(spot.file).map(|file| place(spot, file))
    }

    /// Adds an object; `false`, with a fault that names both places, where it is there already.
    pub fn insert(&mut self, id: &ObjectId, object: impl Into<Object>, spot: Spot) -> bool {
        // What is spelled as SQL holds several names.
        if !id.kind.is_spelled() {
            self.check_name(&id.name, spot);
        }
        let place = self.place(spot);
        let Some(former) = self.schema.insert(id.clone(), object, place) else { return true };
        let also = former.place.as_ref().map(ToString::to_string).unwrap_or_default();
        self.schema.objects.insert(id.clone(), former);
        self.faults.add(
            spot,
            format!("the {} {id} is stated twice", id.kind),
            format!("it stands at {also} too: keep one of them"),
        );
        false
    }

    /// Refuses a name that the server would cut off in silence.
    pub fn check_name(&mut self, name: &str, spot: Spot) {
        if self.engine == Engine::Mysql {
            if name.chars().count() > mysql::names::LONGEST {
                let hint = "MySQL and MariaDB take names of at most 64 characters";
                self.faults.add(spot, format!("the name `{name}` is too long"), hint);
            }
            return;
        }
        if self.engine == Engine::Cassandra {
            // The server tells which names it takes, and cuts none off.
            return;
        }
        if name.len() > LONGEST {
            self.faults.add(
                spot,
                format!("the name `{name}` is longer than {LONGEST} bytes"),
                format!("PostgreSQL would cut it off after {LONGEST} bytes in silence: it has {}", name.len()),
            );
        }
    }

    /// Says that a relation of that name is there: a table, an index, a sequence.
    pub fn declare_relation(&mut self, schema: &str, name: &str, what: &'static str, spot: Spot) {
        // An index's name is its table's matter in MySQL.
        // An index of Cassandra may be called as a table is.
        if self.engine != Engine::Postgresql && what == "index" {
            return;
        }
        let key = (schema.to_owned(), name.to_owned());
        match self.relations.get(&key) {
            // Two of a kind are told where they are built.
            Some((other, first)) if *other != what => {
                let also = self.place(*first).map(|place| place.to_string()).unwrap_or_default();
                self.faults.add(
                    spot,
                    format!("the {what} `{name}` has the name of another relation of schema `{schema}`"),
                    format!("the {other} at {also} has it: tables, indexes, sequences share one name space"),
                );
            }
            Some((other, first)) if *what == **other && what == "index" => {
                let also = self.place(*first).map(|place| place.to_string()).unwrap_or_default();
                self.faults.add(
                    spot,
                    format!("two indexes or keys of schema `{schema}` are called `{name}`"),
                    format!("the other stands at {also}: rename one of them"),
                );
            }
            Some(_) => {}
            None => {
                self.relations.insert(key, (what, spot));
            }
        }
    }

    /// Says that a type of that name is there: of its own, or made by a table or view.
    pub fn declare_type(&mut self, schema: &str, name: &str, what: &'static str, spot: Spot) {
        if self.engine != Engine::Postgresql {
            return;
        }
        let key = (schema.to_owned(), name.to_owned());
        match self.types.get(&key) {
            // Two of a kind are told where they are built; two relations, as such.
            Some((other, first)) if *other != what && !(is_relation(other) && is_relation(what)) => {
                let also = self.place(*first).map(|place| place.to_string()).unwrap_or_default();
                let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                self.faults.add(
                    spot,
                    format!("{article} {what} of schema `{schema}` is called `{name}`, as another type is"),
                    format!("the {other} at {also} has the name: every table and view is a type too; rename one"),
                );
            }
            Some(_) => {}
            None => _ = self.types.insert(key, (what, spot)),
        }
    }

    /// Says that a constraint of that name is there.
    pub fn declare_constraint(&mut self, schema: &str, name: &str) {
        self.constraints.insert((schema.to_owned(), name.to_owned()));
    }

    /// Whether a relation of that name is there.
    pub fn has_relation(&self, schema: &str, name: &str) -> bool {
        self.relations.contains_key(&(schema.to_owned(), name.to_owned()))
    }

    /// Whether a constraint of that name is there.
    pub fn has_constraint(&self, schema: &str, name: &str) -> bool {
        self.constraints.contains(&(schema.to_owned(), name.to_owned()))
    }

    /// The schema and the name in a text; a name alone is looked for in the search path by `there`.
    pub fn resolve(
        &mut self,
        text: &Text,
        parts: Vec<String>,
        there: impl Fn(&Self, &str, &str) -> bool,
    ) -> Option<(String, String)> {
        match <[String; 2]>::try_from(parts) {
            Ok([schema, name]) => Some((schema, name)),
            Err(mut parts) if parts.len() == 1 => {
                let name = parts.pop()?;
                let path = &self.schema.search_path;
                let found = path.iter().find(|schema| there(self, schema, &name)).or(path.first());
                let found = found.cloned();
                if found.is_none() {
                    let having = self.namespaces.iter().filter(|schema| there(self, schema, &name));
                    let mut having: Vec<String> = having.map(|schema| format!("`{schema}.{name}`")).collect();
                    having.sort_unstable();
                    let write = if having.is_empty() { format!("`SCHEMA.{name}`") } else { having.join(" or ") };
                    let hint = format!("write {write}: this model's `search_path` is empty");
                    self.faults.add(text.spot, format!("`{name}` names no schema"), hint);
                }
                found.map(|schema| (schema, name))
            }
            Err(parts) => {
                let hint = "write NAME or SCHEMA.NAME; a part that holds a dot stands in double quotes";
                self.faults.add(text.spot, format!("`{}` has {} parts", text.value, parts.len()), hint);
                None
            }
        }
    }

    /// The table that a text names: schema and name. A fault where the model has the schema but no
    /// such table; `None` then.
    pub fn table(&mut self, text: &Text, parts: Vec<String>) -> Option<(String, String)> {
        let known = |cx: &Self, schema: &str, name: &str| cx.tables.contains_key(&(schema.to_owned(), name.to_owned()));
        let (schema, name) = self.resolve(text, parts, known)?;
        if self.namespaces.contains(&schema) && !known(self, &schema, &name) && !self.is_others(&schema) {
            let names: Vec<String> = self.tables.keys().map(|(s, n)| name::qualified(s, n, &schema)).collect();
            let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.sort_unstable();
            let elsewhere =
                self.tables.keys().filter(|(_, other)| *other == name).map(|(s, n)| name::qualified(s, n, ""));
            let best = elsewhere.min().or_else(|| nearest(&name, names).map(str::to_owned));
            let hint = best.map(|best| format!("did you mean `{best}`?")).unwrap_or_default();
            let shown = name::qualified(&schema, &name, self.home());
            self.faults.add(
                text.spot,
                format!(
                    "the model has no table `{}`",
                    if self.home().is_empty() { shown } else { format!("{schema}.{name}") }
                ),
                hint,
            );
            return None;
        }
        Some((schema, name))
    }

    /// Whether someone else makes tables in a schema, so that the model does not know all of them.
    fn is_others(&self, schema: &str) -> bool {
        self.tables.iter().any(|((of, _), table)| table.external && of == schema)
    }

    /// Whether someone else makes a table that the model speaks of.
    pub fn is_external(&self, schema: &str, name: &str) -> bool {
        self.tables.get(&(schema.to_owned(), name.to_owned())).is_some_and(|table| table.external)
    }

    /// The id of a table, foreign or not.
    pub fn table_id(&self, schema: &str, name: &str) -> ObjectId {
        let known = self.tables.get(&(schema.to_owned(), name.to_owned()));
        let kind = if known.is_some_and(|table| table.foreign) { Kind::ForeignTable } else { Kind::Table };
        ObjectId::in_schema(kind, schema, name)
    }

    /// Refuses columns that a table of the model does not have; whether all are there.
    pub fn check_columns(&mut self, table: (&str, &str), columns: &[Text]) -> bool {
        let Some(known) = self.tables.get(&(table.0.to_owned(), table.1.to_owned())) else { return true };
        let mut missing = Vec::new();
        let mut seen = HashSet::default();
        for column in columns {
            if !known.external && !known.has(&column.value) {
                let near = nearest(&column.value, known.columns.iter().map(String::as_str));
                let hint = near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
                missing.push((column.spot, format!("table `{}` has no column `{}`", table.1, column.value), hint));
            } else if !seen.insert(&column.value) {
                missing.push((column.spot, format!("column `{}` is named twice", column.value), String::new()));
            }
        }
        let all = missing.is_empty();
        for (spot, message, hint) in missing {
            self.faults.add(spot, message, hint);
        }
        all
    }

    /// Reads a name with what is wrong with it as a fault.
    pub fn parsed<T>(&mut self, text: &Text, read: Result<T, String>) -> Option<T> {
        read.map_err(|wrong| {
            let hint = "a part that holds a dot, comma or parenthesis stands in double quotes";
            self.faults.add(text.spot, format!("`{}` is no name: {wrong}", text.value), hint);
        })
        .ok()
    }
}

/// Whether a type comes with a relation, which [`Context::declare_relation`] knows too.
fn is_relation(what: &str) -> bool {
    matches!(what, "table" | "view" | "materialized view" | "composite type")
}

/// The values of texts.
pub fn values(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}

/// A text at a place.
pub fn text(value: impl Into<String>, spot: Spot) -> Text {
    At { value: value.into(), spot }
}
