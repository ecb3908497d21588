//! A [`Schema`] to YAML, terse and always the same bytes; [`crate::load`] reads it back as it was.
//!
//! What is at the server's default is not written. Each section has a file here that says how its
//! things are written, beside the one in `load` that says how they are read.

mod aggregate;
mod citus;
mod column;
mod constraint;
mod database;
mod extension;
mod foreign;
mod global;
mod grant;
mod language;
mod lineage;
mod operator;
mod program;
mod role;
mod routine;
mod sequence;
mod statistics;
mod table;
mod text_search;
mod types;
mod view;
pub mod yaml;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use yaml::{Entries, Yaml};

use crate::load::name;
use crate::model::hashed::{HashMap, HashSet};
use crate::model::{Kind, Name, Object, ObjectId, Relation, RoutineKind, Schema};
use crate::parallel;

/// The schema whose objects stand at the top: one without a name where the engine has no schemas.
fn home(schema: &Schema) -> &'static str {
    if schema.search_path.first().is_some_and(String::is_empty) { "" } else { "public" }
}

/// A section: its key, the folder's file it goes to, what belongs to it, and how one is written.
struct Section {
    key: &'static str,
    /// A file for all; `None` where each thing has a file of its own.
    file: Option<&'static str>,
    holds: fn(&Object) -> bool,
    write: fn(&Dump<'_>, &ObjectId, &Object) -> Option<Yaml>,
}

/// All sections, in the order in which they are written: a kind is added by one line here.
const SECTIONS: &[Section] = &[
    Section {
        key: "collations",
        file: Some("types"),
        holds: |o| matches!(o, Object::Collation(_)),
        write: types::collation,
    },
    Section { key: "enums", file: Some("types"), holds: |o| matches!(o, Object::Enum(_)), write: types::enumeration },
    Section { key: "domains", file: Some("types"), holds: |o| matches!(o, Object::Domain(_)), write: types::domain },
    Section {
        key: "types",
        file: Some("types"),
        holds: |o| matches!(o, Object::Composite(_)),
        write: types::composite,
    },
    Section { key: "ranges", file: Some("types"), holds: |o| matches!(o, Object::Range(_)), write: types::range },
    Section { key: "base_types", file: Some("types"), holds: |o| matches!(o, Object::BaseType(_)), write: types::base },
    Section {
        key: "sequences",
        file: Some("sequences"),
        holds: |o| matches!(o, Object::Sequence(_)),
        write: sequence::write,
    },
    Section {
        key: "tables",
        file: None,
        holds: |o| matches!(o, Object::Table(_) | Object::ForeignTable(_)),
        write: table::write,
    },
    Section {
        key: "functions",
        file: Some("functions"),
        holds: |o| matches!(o, Object::Routine(routine) if routine.routine != RoutineKind::Procedure),
        write: routine::write,
    },
    Section {
        key: "procedures",
        file: Some("functions"),
        holds: |o| matches!(o, Object::Routine(routine) if routine.routine == RoutineKind::Procedure),
        write: routine::write,
    },
    Section {
        key: "functions",
        file: Some("functions"),
        holds: |o| matches!(o, Object::Function(_)),
        write: program::function,
    },
    Section {
        key: "procedures",
        file: Some("functions"),
        holds: |o| matches!(o, Object::Procedure(_)),
        write: program::procedure,
    },
    Section { key: "events", file: Some("events"), holds: |o| matches!(o, Object::Event(_)), write: program::event },
    Section {
        key: "aggregates",
        file: Some("functions"),
        holds: |o| matches!(o, Object::Aggregate(_)),
        write: aggregate::write,
    },
    Section {
        key: "operators",
        file: Some("operators"),
        holds: |o| matches!(o, Object::Operator(_)),
        write: operator::write,
    },
    Section {
        key: "operator_families",
        file: Some("operators"),
        holds: |o| matches!(o, Object::OperatorFamily(_)),
        write: operator::family,
    },
    Section {
        key: "operator_classes",
        file: Some("operators"),
        holds: |o| matches!(o, Object::OperatorClass(_)),
        write: operator::class,
    },
    Section {
        key: "conversions",
        file: Some("conversions"),
        holds: |o| matches!(o, Object::Conversion(_)),
        write: language::conversion,
    },
    Section { key: "views", file: None, holds: |o| matches!(o, Object::View(_)), write: view::write },
    Section {
        key: "materialized_views",
        file: None,
        holds: |o| matches!(o, Object::MaterializedView(_)),
        write: view::materialized,
    },
    Section {
        key: "statistics",
        file: Some("statistics"),
        holds: |o| matches!(o, Object::Statistics(_)),
        write: statistics::write,
    },
    Section {
        key: "text_search_parsers",
        file: Some("text_search"),
        holds: |o| matches!(o, Object::TextSearchParser(_)),
        write: text_search::parser,
    },
    Section {
        key: "text_search_templates",
        file: Some("text_search"),
        holds: |o| matches!(o, Object::TextSearchTemplate(_)),
        write: text_search::template,
    },
    Section {
        key: "text_search_dictionaries",
        file: Some("text_search"),
        holds: |o| matches!(o, Object::TextSearchDictionary(_)),
        write: text_search::dictionary,
    },
    Section {
        key: "text_search_configurations",
        file: Some("text_search"),
        holds: |o| matches!(o, Object::TextSearchConfiguration(_)),
        write: text_search::configuration,
    },
];

/// The sections of what belongs to no schema, at the top alone.
const GLOBALS: &[Section] = &[
    Section { key: "roles", file: None, holds: |o| matches!(o, Object::Role(_)), write: role::write },
    Section { key: "languages", file: None, holds: |o| matches!(o, Object::Language(_)), write: language::language },
    Section {
        key: "access_methods",
        file: None,
        holds: |o| matches!(o, Object::AccessMethod(_)),
        write: language::access_method,
    },
    Section { key: "casts", file: None, holds: |o| matches!(o, Object::Cast(_)), write: language::cast },
    Section { key: "transforms", file: None, holds: |o| matches!(o, Object::Transform(_)), write: language::transform },
    Section {
        key: "foreign_data_wrappers",
        file: None,
        holds: |o| matches!(o, Object::ForeignDataWrapper(_)),
        write: foreign::wrapper,
    },
    Section {
        key: "foreign_servers",
        file: None,
        holds: |o| matches!(o, Object::ForeignServer(_)),
        write: foreign::server,
    },
    Section {
        key: "event_triggers",
        file: None,
        holds: |o| matches!(o, Object::EventTrigger(_)),
        write: global::event_trigger,
    },
    Section {
        key: "publications",
        file: None,
        holds: |o| matches!(o, Object::Publication(_)),
        write: global::publication,
    },
    Section {
        key: "subscriptions",
        file: None,
        holds: |o| matches!(o, Object::Subscription(_)),
        write: global::subscription,
    },
];

/// A schema with what is asked of it again and again.
struct Dump<'a> {
    schema: &'a Schema,
    /// See [`home`].
    home: &'static str,
    children: HashMap<&'a ObjectId, Vec<(&'a ObjectId, &'a Object)>>,
    /// What is a part of nothing, by schema.
    roots: HashMap<&'a str, Vec<(&'a ObjectId, &'a Object)>>,
    /// The sequences that `serial` makes anyway.
    serial: HashSet<&'a ObjectId>,
    /// The columns that are no objects and of which something is said all the same, by view or type.
    unmade: HashMap<&'a ObjectId, Vec<&'a ObjectId>>,
    /// The tables that someone else makes and that have parts of ours.
    borrowed: Vec<&'a ObjectId>,
    /// What needs itself by way of others.
    circular: HashSet<&'a ObjectId>,
    /// Of each object, whether it is written yet.
    written: Vec<AtomicBool>,
}

/// What a schema is written as, and the objects for which no section has a place, such as a part of a kind
/// that its parent cannot have: none for every schema that was read from a database or model.
pub struct Written<'a, T> {
    /// The text, or the texts by their paths.
    pub text: T,
    /// What is not in it.
    pub left_out: Vec<&'a ObjectId>,
}

/// The schema as one file.
pub fn file(schema: &Schema) -> Written<'_, String> {
    let dump = Dump::new(schema);
    let text = dump.whole();
    Written { text, left_out: dump.left_out() }
}

/// The schema as a folder of files, by their paths in it: `_model.yaml` with the settings,
/// extensions, schemas and what belongs to none; `SCHEMA/tables/NAME.yaml` for each table or view; `SCHEMA/types.yaml`,
/// `sequences.yaml`, `functions.yaml` and so on for the rest. Names that no file can have are changed.
pub fn folder(schema: &Schema) -> Written<'_, BTreeMap<PathBuf, String>> {
    let dump = Dump::new(schema);
    let text = dump.files();
    Written { text, left_out: dump.left_out() }
}

/// The text of [`fn@file`].
pub fn to_string(schema: &Schema) -> String {
    file(schema).text
}

impl<'a> Dump<'a> {
    fn new(schema: &'a Schema) -> Self {
        let mut children: HashMap<&ObjectId, Vec<(&ObjectId, &Object)>> = HashMap::default();
        for (id, entry) in &schema.objects {
            if let Some(parent) = id.parent() {
                children.entry(parent).or_default().push((id, &entry.object));
            }
        }
        let mut unmade: HashMap<&ObjectId, Vec<&ObjectId>> = HashMap::default();
        let mut seen = HashSet::default();
        let parts = schema.objects.keys().filter_map(ObjectId::parent);
        for column in parts.filter(|id| id.parent().is_some() && !schema.objects.contains_key(*id)) {
            if let Some(of) = column.parent()
                && seen.insert(column)
            {
                unmade.entry(of).or_default().push(column);
            }
        }
        let mut borrowed: Vec<&ObjectId> = schema.borrowed.iter().collect();
        for root in schema.objects.keys().map(ObjectId::root) {
            if root.kind == Kind::Table && !schema.objects.contains_key(root) && !borrowed.contains(&root) {
                borrowed.push(root);
            }
        }
        let mut roots: HashMap<&str, Vec<(&ObjectId, &Object)>> = HashMap::default();
        for (id, entry) in schema.objects.iter().filter(|(id, _)| id.of.is_none()) {
            roots.entry(&id.schema).or_default().push((id, &entry.object));
        }
        let (serial, written) = (HashSet::default(), schema.objects.keys().map(|_| AtomicBool::new(false)).collect());
        let circular = schema.circular();
        let home = home(schema);
        let mut dump = Self { schema, home, children, roots, serial, unmade, borrowed, circular, written };
        let serial = schema.objects.iter().filter(|(id, entry)| sequence::is_serial(&dump, id, &entry.object));
        dump.serial = serial.map(|(id, _)| id).collect();
        dump
    }

    /// The schema as one file.
    fn whole(&self) -> String {
        let mut top = self.settings();
        top.lines("schemas", self.namespaces(true));
        for section in SECTIONS {
            top.lines(section.key, self.things(section, self.home));
        }
        self.globals(&mut top);
        yaml::document(&top)
    }

    /// See [`folder`].
    fn files(&self) -> BTreeMap<PathBuf, String> {
        let mut files: BTreeMap<PathBuf, Entries> = BTreeMap::new();
        let mut top = self.settings();
        top.lines("schemas", self.namespaces(false));
        self.globals(&mut top);
        let mut taken = HashSet::default();
        for home in self.homes() {
            // What has no schema's name stands in the folder itself.
            let folder = if home.is_empty() { String::new() } else { format!("{}/", free_file("", home, &mut taken)) };
            for section in SECTIONS {
                let mut by_file: Vec<(PathBuf, Entries)> = Vec::new();
                for (key, value, object_name) in self.section(section, home) {
                    let path = match section.file {
                        Some(file) => PathBuf::from(format!("{folder}{file}.yaml")),
                        None => {
                            let prefix = format!("{folder}{}/", section.key);
                            PathBuf::from(format!("{}.yaml", free_file(&prefix, object_name, &mut taken)))
                        }
                    };
                    match by_file.last_mut() {
                        Some((last, entries)) if *last == path => entries.add(key, value),
                        _ => {
                            let mut entries = Entries::default();
                            entries.add(key, value);
                            by_file.push((path, entries));
                        }
                    }
                }
                for (path, entries) in by_file {
                    let file = files.entry(path).or_default();
                    if home == self.home {
                        file.lines(section.key, entries);
                    } else {
                        file.nest(home, section.key, entries);
                    }
                }
            }
        }
        let mut texts: BTreeMap<PathBuf, String> =
            files.into_iter().map(|(path, entries)| (path, yaml::document(&entries))).collect();
        texts.insert(PathBuf::from("_model.yaml"), yaml::document(&top));
        texts
    }

    /// What was not written.
    fn left_out(self) -> Vec<&'a ObjectId> {
        let each = self.schema.objects.keys().zip(self.written);
        each.filter(|(_, written)| !written.load(Ordering::Relaxed)).map(|(id, _)| id).collect()
    }

    /// Adds what belongs to no schema.
    fn globals(&self, top: &mut Entries) {
        for section in GLOBALS {
            top.lines(section.key, self.things(section, ""));
        }
        let relations: Vec<String> = self.schema.relations.iter().map(|it| self.relation(it)).collect();
        top.list("relations", &relations);
        if let Some(list) = grant::default_privileges(self) {
            top.add("default_privileges", list);
        }
    }

    /// Notes that an object is written.
    fn wrote(&self, id: &'a ObjectId) {
        if let Some(written) = self.schema.objects.get_index_of(id).and_then(|at| self.written.get(at)) {
            written.store(true, Ordering::Relaxed);
        }
    }

    /// `manage`, `search_path`, `extensions`.
    fn settings(&self) -> Entries {
        let mut top = Entries::default();
        let manage: Vec<(String, Yaml)> =
            self.schema.manage.iter().map(|kind| (kind.plural().replace(' ', "_"), Yaml::word("true"))).collect();
        if !manage.is_empty() {
            top.add("manage", Yaml::Map(manage));
        }
        if self.schema.search_path != [self.home] {
            top.add("search_path", Yaml::texts(&self.schema.search_path));
        }
        if let Some(database) = database::write(self) {
            top.add("database", database);
        }
        if let Some(keyspace) = database::keyspace(self) {
            top.add("keyspace", keyspace);
        }
        let mut extensions = Entries::default();
        for (id, entry) in &self.schema.objects {
            if let Object::Extension(extension) = &entry.object {
                self.wrote(id);
                extensions.add(&*id.name, extension::write(self, id, extension));
            }
        }
        top.lines("extensions", extensions);
        top
    }

    /// Every schema that has objects or is one, in order.
    fn homes(&self) -> Vec<&'a str> {
        let mut homes = Vec::new();
        let mut seen = HashSet::default();
        // A default privilege names a schema that need not be ours.
        let objects = self.schema.objects.keys().filter(|id| id.kind != Kind::DefaultPrivilege);
        let named = objects.map(|id| if id.kind == Kind::Schema { &*id.name } else { id.schema() });
        for home in named {
            if (!home.is_empty() || self.home.is_empty()) && seen.insert(home) {
                homes.push(home);
            }
        }
        homes
    }

    /// The section `schemas`, with what is in those that do not stand at the top if `full`.
    fn namespaces(&self, full: bool) -> Entries {
        let mut schemas = Entries::default();
        let id = |home: &str| ObjectId::global(Kind::Schema, home);
        if !self.home.is_empty() && self.schema.get(&id(self.home)).is_none() {
            schemas.add(self.home, Yaml::word("false"));
        }
        for home in self.homes() {
            let mut entries = Entries::default();
            self.common(&mut entries, &id(home));
            if let Some((own, _)) = self.schema.objects.get_key_value(&id(home)) {
                self.wrote(own);
            }
            if home == self.home {
                if !entries.is_empty() {
                    schemas.add(home, entries.block());
                }
                continue;
            }
            for section in SECTIONS.iter().filter(|_| full) {
                entries.lines(section.key, self.things(section, home));
            }
            schemas.add(home, if entries.is_empty() { Yaml::Nothing } else { entries.block() });
        }
        schemas
    }

    /// The things of one section in one schema by their keys.
    fn things(&self, section: &'a Section, home: &'a str) -> Entries {
        let mut things = Entries::default();
        for (key, value, _) in self.section(section, home) {
            things.add(key, value);
        }
        things
    }

    /// The things of one section in one schema: key, value, which is written already, and the object's own name.
    fn section(&self, section: &'a Section, home: &'a str) -> Vec<(String, Yaml, &'a str)> {
        // Below `schemas:` and the schema's name where it does not stand at the top.
        let depth = if home.is_empty() || home == self.home { 1 } else { 3 };
        let written = |key: String, value: &Yaml, id: &'a ObjectId| {
            let value = yaml::written(depth, &key, value);
            (key, value, &*id.name)
        };
        let roots = self.roots.get(home).map(Vec::as_slice).unwrap_or_default();
        let mine: Vec<_> = roots.iter().filter(|(_, object)| (section.holds)(object)).collect();
        let borrowed = self.borrowed.iter().filter(move |id| section.key == "tables" && *id.schema == *home);
        let borrowed = borrowed.filter_map(|id| Some(written(name::quote(&id.name), &table::borrowed(self, id)?, id)));
        let mine = parallel::map(&mine, |&&(id, object)| {
            let value = (section.write)(self, id, object)?;
            self.wrote(id);
            let key = match object {
                Object::Routine(routine) => format!("{}({})", name::quote(&id.name), routine.arguments),
                Object::Function(function) => program::key(id, &function.arguments),
                Object::Procedure(procedure) => program::key(id, &procedure.arguments),
                Object::Aggregate(aggregate) => format!("{}({})", name::quote(&id.name), aggregate.arguments),
                _ if !id.signature.is_empty() => format!("{}({})", name::quote(&id.name), id.signature),
                // So is what stands in a database without schemas.
                Object::Table(_) | Object::View(_) | Object::Event(_) | Object::Sequence(_) => name::quote(&id.name),
                // What belongs to no schema has a name that is never qualified.
                _ if id.schema.is_empty() => id.name.to_string(),
                _ => name::quote(&id.name),
            };
            Some(written(key, &value, id))
        });
        mine.into_iter().flatten().chain(borrowed).collect()
    }

    /// The parts of an object, in order.
    fn parts(&self, id: &ObjectId) -> impl Iterator<Item = (&'a ObjectId, &'a Object)> {
        self.children.get(id).into_iter().flatten().copied()
    }

    /// The columns of a view that is begun as no more than they, because what it needs needs it.
    fn typed(&self, view: &ObjectId) -> &'a [(Name, String)] {
        let entry = self.schema.objects.get(view);
        // A model's own says them where it must.
        let told = entry.filter(|entry| entry.place.is_some() || self.circular.contains(view));
        told.map(|entry| entry.shape.as_slice()).unwrap_or_default()
    }

    /// The columns of a view or type that are no objects and of which something is said.
    fn unmade(&self, of: &ObjectId) -> &[&'a ObjectId] {
        self.unmade.get(of).map(Vec::as_slice).unwrap_or_default()
    }

    /// The name of a table or materialized view where one is named; it stands alone where the search
    /// path finds it first.
    fn relation_name(&self, id: &ObjectId) -> String {
        let there = |schema: &&String| {
            [Kind::Table, Kind::ForeignTable, Kind::MaterializedView].into_iter().any(|kind| {
                self.schema.get(&ObjectId::in_schema(kind, schema.as_str(), Arc::clone(&id.name))).is_some()
            })
        };
        let first = self.schema.search_path.iter().find(there);
        let home = first.filter(|schema| ***schema == *id.schema).map_or("", String::as_str);
        name::qualified(&id.schema, &id.name, home)
    }

    /// `messages(user_id) -> users(id)`
    fn relation(&self, relation: &Relation) -> String {
        let side = |table: String, columns: &[String]| {
            let columns: Vec<String> = columns.iter().map(|column| name::quote(column)).collect();
            format!("{table}({})", columns.join(", "))
        };
        let to = match &relation.part {
            Some(part) => format!("{part}/{}", name::quote(&relation.references.name)),
            None => self.relation_name(&relation.references),
        };
        let from = side(self.relation_name(&relation.table), &relation.columns);
        format!("{from} -> {}", side(to, &relation.referenced_columns))
    }

    /// What any object can have.
    fn common(&self, entries: &mut Entries, id: &ObjectId) {
        grant::common(self, entries, id);
    }
}

/// A file name that is safe on every system, and not taken, whatever the case; without its ending.
fn free_file(prefix: &str, name: &str, taken: &mut HashSet<String>) -> String {
    /// File names that Windows keeps for devices.
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '$') { c } else { '_' };
    let mut base: String = name.chars().map(safe).take(100).collect();
    // `_model.yaml` is taken, dots hide a file.
    if base.trim() != base || base.is_empty() || DEVICES.iter().any(|device| base.eq_ignore_ascii_case(device)) {
        base = format!("{}_", base.trim());
    }
    let mut path = format!("{prefix}{base}");
    let mut count = 1_u32;
    while !taken.insert(path.to_lowercase()) {
        count += 1;
        path = format!("{prefix}{base}_{count}");
    }
    path
}
