//! A [`Schema`] to YAML, terse and always the same bytes; [`crate::load`] reads it back as it was.
//!
//! What is at the server's default is not written. Each section has a file here that says how its
//! things are written, beside the one in `load` that says how they are read.

mod column;
mod constraint;
mod routine;
mod sequence;
mod table;
mod yaml;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use yaml::{Entries, Yaml};

use crate::load::name;
use crate::model::{Kind, Object, ObjectId, RoutineKind, Schema};

/// The schema whose objects stand at the top.
const HOME: &str = "public";

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
    Section { key: "enums", file: Some("types"), holds: |o| matches!(o, Object::Enum(_)), write: enumeration },
    Section {
        key: "sequences",
        file: Some("sequences"),
        holds: |o| matches!(o, Object::Sequence(_)),
        write: sequence::write,
    },
    Section { key: "tables", file: None, holds: |o| matches!(o, Object::Table(_)), write: table::write },
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
];

/// A schema with what is asked of it again and again.
struct Dump<'a> {
    schema: &'a Schema,
    children: HashMap<&'a ObjectId, Vec<&'a ObjectId>>,
    /// The sequences that `serial` makes anyway.
    serial: HashSet<&'a ObjectId>,
}

/// The schema as one file.
pub fn to_string(schema: &Schema) -> String {
    let dump = Dump::new(schema);
    let mut top = dump.settings();
    top.lines("schemas", dump.namespaces(true));
    for section in SECTIONS {
        let mut entries = Entries::default();
        for (key, value, _) in dump.section(section, HOME) {
            entries.add(key, value);
        }
        top.lines(section.key, entries);
    }
    yaml::document(&top)
}

/// The schema as a folder of files, by their paths in it: `_model.yaml` with the settings,
/// extensions and schemas; `SCHEMA/tables/NAME.yaml` for each table; `SCHEMA/types.yaml`,
/// `sequences.yaml`, `functions.yaml` for the rest. Names that no file can have are changed.
pub fn to_folder(schema: &Schema) -> BTreeMap<PathBuf, String> {
    let dump = Dump::new(schema);
    let mut files: BTreeMap<PathBuf, Entries> = BTreeMap::new();
    let mut top = dump.settings();
    top.lines("schemas", dump.namespaces(false));
    let mut taken = HashSet::new();
    for home in dump.homes() {
        let folder = free_file("", home, &mut taken);
        for section in SECTIONS {
            let mut by_file: Vec<(PathBuf, Entries)> = Vec::new();
            for (key, value, object_name) in dump.section(section, home) {
                let path = match section.file {
                    Some(file) => PathBuf::from(format!("{folder}/{file}.yaml")),
                    None => {
                        let prefix = format!("{folder}/{}/", section.key);
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
                if home == HOME {
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

impl<'a> Dump<'a> {
    fn new(schema: &'a Schema) -> Self {
        let mut dump = Self { schema, children: schema.children(), serial: HashSet::new() };
        let serial = schema.objects.iter().filter(|(id, entry)| sequence::is_serial(&dump, id, &entry.object));
        dump.serial = serial.map(|(id, _)| id).collect();
        dump
    }

    /// `manage`, `search_path`, `extensions`.
    fn settings(&self) -> Entries {
        let mut top = Entries::default();
        let manage: Vec<(String, Yaml)> =
            self.schema.manage.iter().map(|kind| (kind.plural().replace(' ', "_"), Yaml::word("true"))).collect();
        if !manage.is_empty() {
            top.add("manage", Yaml::Map(manage));
        }
        if self.schema.search_path != [HOME] {
            top.add("search_path", Yaml::texts(&self.schema.search_path));
        }
        let mut extensions = Entries::default();
        for (id, entry) in &self.schema.objects {
            if let Object::Extension(extension) = &entry.object {
                let mut entries = Entries::default();
                entries.text("schema", extension.schema.as_ref());
                entries.text("version", extension.version.as_ref());
                self.common(&mut entries, id);
                extensions.add(&*id.name, if entries.is_empty() { Yaml::Nothing } else { entries.map() });
            }
        }
        top.lines("extensions", extensions);
        top
    }

    /// Every schema that has objects or is one, in order.
    fn homes(&self) -> Vec<&'a str> {
        let mut homes = Vec::new();
        let mut seen = HashSet::new();
        let named = self.schema.objects.keys().map(|id| if id.kind == Kind::Schema { &*id.name } else { id.schema() });
        for home in named {
            if !home.is_empty() && seen.insert(home) {
                homes.push(home);
            }
        }
        homes
    }

    /// The section `schemas`, with what is in those that do not stand at the top if `full`.
    fn namespaces(&self, full: bool) -> Entries {
        let mut schemas = Entries::default();
        let id = |home: &str| ObjectId::global(Kind::Schema, home);
        if self.schema.get(&id(HOME)).is_none() {
            schemas.add(HOME, Yaml::word("false"));
        }
        for home in self.homes() {
            let mut entries = Entries::default();
            self.common(&mut entries, &id(home));
            if home == HOME {
                if !entries.is_empty() {
                    schemas.add(home, entries.block());
                }
                continue;
            }
            for section in SECTIONS.iter().filter(|_| full) {
                let mut things = Entries::default();
                for (key, value, _) in self.section(section, home) {
                    things.add(key, value);
                }
                entries.lines(section.key, things);
            }
            schemas.add(home, if entries.is_empty() { Yaml::Nothing } else { entries.block() });
        }
        schemas
    }

    /// The things of one section in one schema: key, value, and the object's own name.
    fn section(&self, section: &'a Section, home: &'a str) -> impl Iterator<Item = (String, Yaml, &'a str)> {
        let mine = self
            .schema
            .objects
            .iter()
            .filter(move |(id, entry)| id.of.is_none() && *id.schema == *home && (section.holds)(&entry.object));
        mine.filter_map(move |(id, entry)| {
            let value = (section.write)(self, id, &entry.object)?;
            let mut key = name::quote(&id.name);
            if let Object::Routine(routine) = &entry.object {
                key = format!("{key}({})", routine.arguments);
            }
            Some((key, value, &*id.name))
        })
    }

    /// The parts of an object, in order.
    fn parts(&self, id: &ObjectId) -> impl Iterator<Item = (&'a ObjectId, &'a Object)> {
        let ids = self.children.get(id).map(Vec::as_slice).unwrap_or_default().to_vec();
        let schema = self.schema;
        ids.into_iter().filter_map(move |id| schema.get(id).map(|object| (id, object)))
    }

    /// What any object can have.
    fn common(&self, entries: &mut Entries, id: &ObjectId) {
        for (_, part) in self.parts(id) {
            if let Object::Comment(comment) = part {
                entries.add("comment", Yaml::text(&comment.text));
            }
        }
    }
}

fn enumeration(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Enum(body) = object else { return None };
    let mut entries = Entries::default();
    entries.add("labels", Yaml::texts(&body.labels));
    dump.common(&mut entries, id);
    Some(entries.short("labels"))
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
