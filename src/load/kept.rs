//! A model that was read, or what a server made of one, in a form that is read again in a fraction of the time.
//!
//! Only the program that wrote it may read it: nothing in it says what is meant by a number. What an object's
//! name is made of, and the files that it may stand in, are written once and meant by their places in a list;
//! so are the names of what has parts.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write;
use std::sync::Arc;

use foldhash::fast::RandomState;
use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::hashed::{HashMap, IndexMap};
use crate::model::{Citus, Entry, Kind, Name, Object, ObjectId, Objects, Place, Relation, Renamed, Schema, Unmodelled};

/// An object's name: what it is a part of, its kind, its schema, its own name, its arguments; by their places.
type KeptId = (Option<u32>, u8, u32, u32, u32);
/// The file, the line and the column.
type KeptPlace = Option<(u32, u32, u32)>;

/// What is said of an object: its name, its attributes, where it is written, what it needs, the columns of a view,
/// and whether it [is fixed](Object::is_fixed).
type Said<'a> = (u32, Bare<'a>, KeptPlace, Vec<u32>, Vec<(u32, &'a String)>, bool);

/// What is said beside the objects.
#[derive(Serialize, Deserialize)]
struct Rest {
    manage: BTreeSet<Kind>,
    search_path: Vec<String>,
    ordered: bool,
    external: BTreeSet<ObjectId>,
    borrowed: BTreeSet<ObjectId>,
    relations: Vec<Relation>,
    renames: Vec<Renamed>,
    reader: Option<String>,
    founder: Option<String>,
    major: u32,
    citus: Citus,
    remembered: Vec<(ObjectId, String)>,
    hidden: Vec<(Kind, String)>,
    unmodelled: Vec<Unmodelled>,
}

impl Rest {
    fn of(schema: &Schema) -> Self {
        Self {
            manage: schema.manage.clone(),
            search_path: schema.search_path.clone(),
            ordered: schema.ordered,
            external: schema.external.clone(),
            borrowed: schema.borrowed.clone(),
            relations: schema.relations.clone(),
            renames: schema.renames.clone(),
            reader: schema.reader.clone(),
            founder: schema.founder.clone(),
            major: schema.major,
            citus: schema.citus,
            remembered: schema.remembered.clone().into_iter().collect(),
            hidden: schema.hidden.clone().into_iter().collect(),
            unmodelled: schema.unmodelled.clone(),
        }
    }

    fn with(self, objects: IndexMap<ObjectId, Entry>) -> Schema {
        let Self {
            manage,
            search_path,
            ordered,
            external,
            borrowed,
            relations,
            renames,
            reader,
            founder,
            major,
            citus,
            remembered,
            hidden,
            unmodelled,
        } = self;
        Schema {
            objects: objects.into(),
            manage,
            reader,
            founder,
            major,
            database: None,
            citus,
            remembered: remembered.into_iter().collect(),
            granting: None,
            hidden: hidden.into_iter().collect(),
            search_path,
            ordered,
            external,
            borrowed,
            relations,
            renames,
            unmodelled,
            sheets: Vec::new(),
            descriptions: Vec::new(),
        }
    }
}

/// The schema as bytes; nothing where it holds what one database alone has.
pub fn written(schema: &Schema) -> Option<Vec<u8>> {
    let alone = schema.database.is_some() || schema.granting.is_some();
    if alone || !schema.sheets.is_empty() || !schema.descriptions.is_empty() {
        return None;
    }
    let (lists, rows) = said(schema)?;
    serde_json::to_vec(&(lists.names, lists.ids, rows, Rest::of(schema))).ok()
}

/// Pours all that a schema says, as bytes that are the same for the same schema and for no other.
pub fn pour(schema: &Schema, into: &mut impl Write) -> Option<()> {
    let (lists, rows) = said(schema)?;
    serde_json::to_writer(&mut *into, &(lists.names, lists.ids, rows, Rest::of(schema))).ok()?;
    let Schema { database, granting, sheets, descriptions, .. } = schema;
    write!(into, "{database:?}{granting:?}{sheets:?}{descriptions:?}").ok()
}

/// The schema that was written so, where it says the very same: what has no place in the bytes would be lost.
pub fn written_whole(schema: &Schema) -> Option<Vec<u8>> {
    let bytes = written(schema)?;
    let again = read(&bytes)?;
    let shown = |schema: &Schema| format!("{:?}", Schema { objects: Objects::default(), ..schema.clone() });
    let mut pairs = schema.objects.iter().zip(&again.objects);
    let same = schema.objects.len() == again.objects.len()
        && shown(schema) == shown(&again)
        && pairs.all(|(one, other)| format!("{one:?}") == format!("{other:?}"));
    same.then_some(bytes)
}

fn said(schema: &Schema) -> Option<(Lists<'_>, Vec<Said<'_>>)> {
    let mut lists = Lists::default();
    let mut rows = Vec::with_capacity(schema.objects.len());
    for (id, entry) in &schema.objects {
        let place = match &entry.place {
            Some(place) => Some((lists.name(&place.file)?, place.line, place.column)),
            None => None,
        };
        // Read again, it is of the kind that its name says.
        (entry.object.kind() == id.kind).then_some(())?;
        let depends: Option<Vec<u32>> = entry.depends.iter().map(|id| lists.id(id)).collect();
        let mut shape = Vec::with_capacity(entry.shape.len());
        for (name, data_type) in &entry.shape {
            shape.push((lists.name(name)?, data_type));
        }
        rows.push((lists.id(id)?, Bare(&entry.object), place, depends?, shape, entry.object.is_fixed()));
    }
    Some((lists, rows))
}

/// The schema that was written so; nothing where the bytes are not whole.
pub fn read(bytes: &[u8]) -> Option<Schema> {
    serde_json::from_slice(bytes).ok().map(|Kept(schema)| schema)
}

struct Bare<'a>(&'a Object);

impl Serialize for Bare<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.bare(serializer)
    }
}

/// What is written once.
#[derive(Default)]
struct Lists<'a> {
    names: Vec<&'a str>,
    named: HashMap<&'a str, u32>,
    ids: Vec<KeptId>,
    known: HashMap<&'a ObjectId, u32>,
}

impl<'a> Lists<'a> {
    fn name(&mut self, name: &'a str) -> Option<u32> {
        if let Some(at) = self.named.get(name) {
            return Some(*at);
        }
        let at = u32::try_from(self.names.len()).ok()?;
        self.names.push(name);
        self.named.insert(name, at);
        Some(at)
    }

    fn id(&mut self, id: &'a ObjectId) -> Option<u32> {
        if let Some(at) = self.known.get(id) {
            return Some(*at);
        }
        let crate::model::Parts { of, kind, schema, name, signature, .. } = &**id;
        let of = match of {
            Some(of) => Some(self.id(of)?),
            None => None,
        };
        let kind = Kind::ALL.iter().position(|other| other == kind).and_then(|at| u8::try_from(at).ok())?;
        let row = (of, kind, self.name(schema)?, self.name(name)?, self.name(signature)?);
        let at = u32::try_from(self.ids.len()).ok()?;
        self.ids.push(row);
        self.known.insert(id, at);
        Some(at)
    }
}

struct Kept(Schema);

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple(4, Whole)
    }
}

struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Kept;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a model's four lists")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Kept, A::Error> {
        let names: Vec<Name> = next(&mut seq)?;
        let rows: Vec<KeptId> = next(&mut seq)?;
        let ids = ids(&names, &rows).ok_or_else(|| A::Error::custom("a name that is not there"))?;
        let objects = seq.next_element_seed(Reader { names: &names, ids })?;
        let objects = objects.ok_or_else(|| A::Error::custom("no objects"))?;
        let rest: Rest = next(&mut seq)?;
        Ok(Kept(rest.with(objects)))
    }
}

fn next<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(seq: &mut A) -> Result<T, A::Error> {
    seq.next_element()?.ok_or_else(|| A::Error::custom("a list is missing"))
}

fn at<T>(list: &[T], at: u32) -> Option<&T> {
    list.get(usize::try_from(at).ok()?)
}

fn ids(names: &[Name], rows: &[KeptId]) -> Option<Vec<ObjectId>> {
    let mut ids: Vec<ObjectId> = Vec::with_capacity(rows.len());
    for (of, kind, schema, name, signature) in rows {
        let of = match of {
            Some(of) => Some(at(&ids, *of)?.clone()),
            None => None,
        };
        let kind = *Kind::ALL.get(usize::from(*kind))?;
        let [schema, name, signature] = [schema, name, signature].map(|part| at(names, *part));
        let id = ObjectId::new(of, kind, Arc::clone(schema?), Arc::clone(name?), Arc::clone(signature?));
        ids.push(id);
    }
    Some(ids)
}

/// Reads the objects, which are called as a list says.
struct Reader<'a> {
    names: &'a [Name],
    ids: Vec<ObjectId>,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = IndexMap<ObjectId, Entry>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = IndexMap<ObjectId, Entry>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut objects = IndexMap::with_capacity_and_hasher(self.ids.len(), RandomState::default());
        while let Some((id, entry)) = seq.next_element_seed(Row(&self))? {
            objects.insert(id, entry);
        }
        Ok(objects)
    }
}

/// Reads one object.
struct Row<'a>(&'a Reader<'a>);

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = (ObjectId, Entry);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_tuple(6, self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = (ObjectId, Entry);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let number: u32 = next(&mut seq)?;
        let Self(Reader { names, ids }) = self;
        let id = at(ids, number).ok_or_else(|| A::Error::custom("a name that is not there"))?;
        let mut object = seq.next_element_seed(Body(id.kind))?.ok_or_else(|| A::Error::custom("no attributes"))?;
        let place: KeptPlace = next(&mut seq)?;
        let place = match place {
            Some((file, line, column)) => {
                let file = at(names, file).ok_or_else(|| A::Error::custom("a file that is not there"))?;
                Some(Place { file: Arc::clone(file), line, column })
            }
            None => None,
        };
        let depends: Vec<u32> = next(&mut seq)?;
        let depends: Option<Vec<ObjectId>> = depends.into_iter().map(|id| at(ids, id).cloned()).collect();
        let shape: Vec<(u32, String)> = next(&mut seq)?;
        let shape: Option<Vec<(Name, String)>> =
            shape.into_iter().map(|(name, data_type)| Some((Arc::clone(at(names, name)?), data_type))).collect();
        let missing = || A::Error::custom("a name that is not there");
        let (depends, shape) = (depends.ok_or_else(missing)?, shape.ok_or_else(missing)?);
        if next(&mut seq)? {
            object.fix();
        }
        Ok((id.clone(), Entry { object, depends, shape, place }))
    }
}

/// Reads the attributes of an object of that kind.
struct Body(Kind);

impl<'de> DeserializeSeed<'de> for Body {
    type Value = Object;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object, D::Error> {
        Object::of_kind(self.0, deserializer)
    }
}

#[cfg(test)]
#[path = "tests/kept.rs"]
mod tests;
