//! From a tree of text to typed values: every type says how it is read and, from the same source,
//! how JSON Schema describes it.

use std::fmt::Display;

use serde_json::{Map as JsonMap, Value as Json, json};

use super::node::{Node, Spot, Value};
use crate::error::Fault;
use crate::model::{Options, Place};

/// The most faults that are told at once.
pub const MOST_FAULTS: usize = 20;

/// A fault whose place is still a number of a file.
#[derive(Clone, Debug)]
pub struct Located {
    /// The fault, without its place.
    pub fault: Fault,
    /// The place.
    pub spot: Spot,
    /// Whether a secret stands there, so that the line is not shown.
    pub secret: bool,
}

/// Everything that is wrong with a model.
#[derive(Debug, Default)]
pub struct Faults {
    list: Vec<Located>,
}

impl Faults {
    /// Adds a fault.
    pub fn add(&mut self, spot: Spot, message: impl Into<String>, hint: impl Into<String>) {
        let hint = hint.into();
        let fault = Fault::new(message);
        let fault = if hint.is_empty() { fault } else { fault.hint(hint) };
        self.list.push(Located { fault, spot, secret: false });
    }

    /// Adds a fault of a place where a secret stands.
    pub fn add_secret(&mut self, spot: Spot, message: impl Into<String>, hint: impl Into<String>) {
        let fault = Fault::new(message).hint(hint);
        self.list.push(Located { fault, spot, secret: true });
    }

    /// Adds the fault that a value is not of the wanted sort.
    pub fn wanted(&mut self, node: &Node, what: impl Display) {
        self.add(node.spot, format!("expected {what}, found {}", node.describe()), "");
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them by place.
    pub fn into_sorted(mut self) -> Vec<Located> {
        self.list.sort_by_key(|located| located.spot);
        self.list
    }
}

/// The definitions that a JSON Schema refers to by name.
pub type Defs = std::collections::BTreeMap<String, Json>;

/// A type that can be read from a model.
pub trait Read: Sized {
    /// Reads it; `None` where a fault has been added.
    fn read(node: &Node, faults: &mut Faults) -> Option<Self>;

    /// What stands for it where the key is absent; `None` where the key must be there.
    fn absent() -> Option<Self> {
        None
    }

    /// How JSON Schema describes it.
    fn schema(defs: &mut Defs) -> Json;
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub spot: Spot,
}

/// Text with its place.
pub type Text = At<String>;

impl<T: Read> Read for At<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        T::read(node, faults).map(|value| At { value, spot: node.spot })
    }

    fn schema(defs: &mut Defs) -> Json {
        T::schema(defs)
    }
}

impl Read for String {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match &node.value {
            Value::Scalar { .. } if node.is_null() => {
                faults.add(
                    node.spot,
                    "expected text, found nothing",
                    "write what belongs here, or leave the key out; '' is empty text",
                );
                None
            }
            Value::Scalar { text, .. } if text.contains('\0') => {
                faults.add(node.spot, "text holds a NUL character", "no database takes one: remove it");
                None
            }
            Value::Scalar { text, .. } => Some(text.clone()),
            Value::List(_) | Value::Map(_) => {
                faults.add(
                    node.spot,
                    format!("expected text, found {}", node.describe()),
                    "quote text that begins with `[` or `{`, or that holds `: `",
                );
                None
            }
        }
    }

    fn schema(_: &mut Defs) -> Json {
        // Numbers and booleans are text too where text is wanted: `default: 0`.
        json!({"type": ["string", "number", "boolean"]})
    }
}

impl Read for bool {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match &node.value {
            Value::Scalar { text, plain: true } if text == "true" => Some(true),
            Value::Scalar { text, plain: true } if text == "false" => Some(false),
            _ => {
                faults.wanted(node, "`true` or `false`");
                None
            }
        }
    }

    fn absent() -> Option<Self> {
        Some(false)
    }

    fn schema(_: &mut Defs) -> Json {
        json!({"type": "boolean"})
    }
}

macro_rules! numbers {
    ($($type:ty => $words:literal, $json:literal;)*) => {$(
        impl Read for $type {
            fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
                let read = match &node.value {
                    Value::Scalar { text, plain: true } => text.parse().ok(),
                    _ => None,
                };
                if read.is_none() {
                    faults.wanted(node, $words);
                }
                read
            }

            fn schema(_: &mut Defs) -> Json {
                json!({"type": $json})
            }
        }
    )*};
}

numbers! {
    i64 => "a whole number", "integer";
    i32 => "a whole number up to 2147483647", "integer";
    f32 => "a number", "number";
}

impl<T: Read> Read for Option<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        T::read(node, faults).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn schema(defs: &mut Defs) -> Json {
        T::schema(defs)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Value::List(items) = &node.value else {
            faults.wanted(node, "a list, `[…]` or lines that begin with `- `");
            return None;
        };
        let read: Vec<T> = items.iter().filter_map(|item| T::read(item, faults)).collect();
        (read.len() == items.len()).then_some(read)
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn schema(defs: &mut Defs) -> Json {
        json!({"type": "array", "items": T::schema(defs)})
    }
}

/// Values by the names of what they describe, in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<T>(pub Vec<(Text, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Read> Read for Named<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            faults.wanted(node, "a mapping of names, `NAME: …`");
            return None;
        };
        // An entry that is at fault is left out, so that the faults of the others are told too.
        let mut read = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            if key.text.is_empty() || key.text.contains('\0') {
                faults.add(key.spot, "a name must not be empty or hold a NUL character", "");
            } else if let Some(value) = T::read(value, faults) {
                read.push((At { value: key.text.clone(), spot: key.spot }, value));
            }
        }
        Some(Named(read))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn schema(defs: &mut Defs) -> Json {
        json!({"type": "object", "additionalProperties": T::schema(defs)})
    }
}

/// Storage parameters and the like.
impl Read for Options {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let named = Named::<String>::read(node, faults)?;
        Some(named.0.into_iter().map(|(key, value)| (key.value, value)).collect())
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn schema(defs: &mut Defs) -> Json {
        Named::<String>::schema(defs)
    }
}

/// A short form (text, a list, a word) or a mapping that says more.
#[derive(Clone, Debug)]
pub enum Form<S, L> {
    /// The short form.
    Short(S),
    /// The mapping.
    Long(L),
}

impl<S: Read, L: Read> Read for Form<S, L> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        match &node.value {
            Value::Map(_) => L::read(node, faults).map(Form::Long),
            Value::Scalar { .. } | Value::List(_) => S::read(node, faults).map(Form::Short),
        }
    }

    fn schema(defs: &mut Defs) -> Json {
        json!({"anyOf": [S::schema(defs), L::schema(defs)]})
    }
}

/// A mapping, or nothing at all where every key of it may be left out: `pg_trgm:`.
#[derive(Clone, Debug)]
pub struct OrNothing<T>(pub T);

impl<T: Read> Read for OrNothing<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        if node.is_null() {
            let empty = Node { value: Value::Map(Vec::new()), spot: node.spot };
            return T::read(&empty, faults).map(OrNothing);
        }
        T::read(node, faults).map(OrNothing)
    }

    fn schema(defs: &mut Defs) -> Json {
        json!({"anyOf": [{"type": "null"}, T::schema(defs)]})
    }
}

/// A value that may be `null`, which says the same as silence.
#[derive(Clone, Debug)]
pub struct Nullable<T>(pub Option<T>);

impl<T: Read> Read for Nullable<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        if node.is_null() { Some(Nullable(None)) } else { T::read(node, faults).map(|value| Nullable(Some(value))) }
    }

    fn absent() -> Option<Self> {
        Some(Nullable(None))
    }

    fn schema(defs: &mut Defs) -> Json {
        json!({"anyOf": [{"type": "null"}, T::schema(defs)]})
    }
}

/// The text where one is written.
pub fn value(text: &Option<Text>) -> Option<String> {
    text.as_ref().map(|text| text.value.clone())
}

/// A mark that an option's name makes by itself, without a value.
#[derive(Clone, Copy, Debug)]
pub struct Mark(bool);

impl Read for Mark {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        bool::read(node, faults).map(Mark)
    }

    fn schema(defs: &mut Defs) -> Json {
        bool::schema(defs)
    }
}

/// What can be an option's value.
pub trait OptionValue {
    /// Whether the option is a [`Mark`].
    const MARK: bool;

    /// The value as it is kept; `None` where it is as if not said.
    fn kept(self) -> Option<String>;
}

impl OptionValue for Text {
    const MARK: bool = false;

    fn kept(self) -> Option<String> {
        Some(self.value)
    }
}

impl OptionValue for Mark {
    const MARK: bool = true;

    fn kept(self) -> Option<String> {
        self.0.then(String::new)
    }
}

/// A mapping whose keys are taken one by one; what is left over is unknown.
pub struct Fields<'a> {
    what: &'static str,
    spot: Spot,
    entries: Vec<Option<&'a (super::node::Key, Node)>>,
    known: Vec<&'static str>,
    broken: bool,
}

impl<'a> Fields<'a> {
    /// Begins to read a mapping; `what` is its name for messages, `a table`.
    pub fn new(node: &'a Node, what: &'static str, faults: &mut Faults) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            faults.wanted(node, format_args!("{what} as a mapping, `key: value`"));
            return None;
        };
        let entries = entries.iter().map(Some).collect();
        Some(Self { what, spot: node.spot, entries, known: Vec::new(), broken: false })
    }

    /// Reads a key's value, or takes what stands for its absence.
    pub fn take<T: Read>(&mut self, key: &'static str, faults: &mut Faults) -> Option<T> {
        self.known.push(key);
        let found = self.entries.iter_mut().find(|entry| entry.is_some_and(|(name, _)| name.text == key));
        let read = match found.and_then(Option::take) {
            Some((_, value)) => T::read(value, faults),
            None => {
                let absent = T::absent();
                if absent.is_none() {
                    faults.add(self.spot, format!("{} needs the key `{key}`", self.what), "");
                }
                absent
            }
        };
        self.broken |= read.is_none();
        read
    }

    /// Refuses what is left over, with the nearest of the keys that are known.
    pub fn finish(self, faults: &mut Faults) -> Option<()> {
        let mut broken = self.broken;
        for (key, _) in self.entries.iter().flatten() {
            let nearest = nearest(&key.text, self.known.iter().copied());
            let list = self.known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            let hint = match nearest {
                Some(nearest) => format!("did you mean `{nearest}`? {} takes {list}", self.what),
                None => format!("{} takes {list}", self.what),
            };
            faults.add(key.spot, format!("unknown key `{}` in {}", key.text, self.what), hint);
            broken = true;
        }
        (!broken).then_some(())
    }
}

/// The known word that is most like a mistyped one, if any is like it at all.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let score = |other: &str| {
        let other = other.to_lowercase();
        let prefix = if other.starts_with(&lower) || lower.starts_with(&other) { 0.1 } else { 0.0 };
        strsim::normalized_damerau_levenshtein(&lower, &other) + prefix
    };
    let scored = known.into_iter().map(|other| (score(other), other));
    let best = scored.fold(None::<(f64, &str)>, |best, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    best.filter(|(score, _)| *score >= 0.5).map(|(_, word)| word)
}

/// Fields that several mappings share; they are read in place.
pub trait Mixin: Sized {
    /// Takes its keys.
    fn take(fields: &mut Fields<'_>, faults: &mut Faults) -> Option<Self>;

    /// Adds its keys to a JSON Schema's properties, and those that must be there to `required`.
    fn describe(properties: &mut JsonMap<String, Json>, required: &mut Vec<&'static str>, defs: &mut Defs);
}

/// Describes a property: the type's schema with the field's documentation.
pub fn property<T: Read>(docs: &[&str], defs: &mut Defs) -> Json {
    let mut schema = T::schema(defs);
    if let Some(object) = schema.as_object_mut() {
        object.insert("description".to_owned(), Json::String(docs.join("\n").trim().to_owned()));
    }
    schema
}

/// A place with its file's name.
pub fn place(spot: Spot, file: &std::sync::Arc<str>) -> Place {
    Place { file: std::sync::Arc::clone(file), line: spot.line, column: spot.column }
}

/// Defines a mapping of a model: the struct, how it is read, and its JSON Schema with the fields'
/// documentation, all from one text. Fields after `..` are read in place ([`Mixin`]).
macro_rules! mapping {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident, $what:literal {
            $( $(#[doc = $field_doc:literal])* $field:ident $key:literal: $type:ty, )*
            $( .. $mixin:ident: $mixin_type:ty, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $( $(#[doc = $field_doc])* pub $field: $type, )*
            $( #[doc = "What it shares with others."] pub $mixin: $mixin_type, )*
        }

        impl $crate::load::read::Mixin for $name {
            fn take(
                fields: &mut $crate::load::read::Fields<'_>,
                faults: &mut $crate::load::read::Faults,
            ) -> Option<Self> {
                // All are read before any is missed, so that every fault is told.
                $( let $field = fields.take::<$type>($key, faults); )*
                $( let $mixin = <$mixin_type as $crate::load::read::Mixin>::take(fields, faults); )*
                Some(Self { $( $field: $field?, )* $( $mixin: $mixin?, )* })
            }

            fn describe(
                properties: &mut serde_json::Map<String, serde_json::Value>,
                required: &mut Vec<&'static str>,
                defs: &mut $crate::load::read::Defs,
            ) {
                $(
                    let property = $crate::load::read::property::<$type>(&[$($field_doc),*], defs);
                    properties.insert($key.to_owned(), property);
                    if <$type as $crate::load::read::Read>::absent().is_none() {
                        required.push($key);
                    }
                )*
                $( <$mixin_type as $crate::load::read::Mixin>::describe(properties, required, defs); )*

            }
        }

        impl $crate::load::read::Read for $name {
            fn read(
                node: &$crate::load::node::Node,
                faults: &mut $crate::load::read::Faults,
            ) -> Option<Self> {
                let mut fields = $crate::load::read::Fields::new(node, $what, faults)?;
                let read = <Self as $crate::load::read::Mixin>::take(&mut fields, faults);
                fields.finish(faults)?;
                read
            }

            fn schema(defs: &mut $crate::load::read::Defs) -> serde_json::Value {
                let name = stringify!($name);
                if !defs.contains_key(name) {
                    // The place is taken first, for a type that holds itself.
                    defs.insert(name.to_owned(), serde_json::Value::Null);
                    let mut properties = serde_json::Map::new();
                    let mut required = Vec::new();
                    <Self as $crate::load::read::Mixin>::describe(&mut properties, &mut required, defs);
                    let docs: &[&str] = &[$($doc),*];
                    let mut schema = serde_json::json!({
                        "type": "object",
                        "description": docs.join("\n").trim(),
                        "properties": properties,
                        "additionalProperties": false,
                    });
                    if let (false, Some(object)) = (required.is_empty(), schema.as_object_mut()) {
                        object.insert("required".to_owned(), serde_json::json!(required));
                    }
                    defs.insert(name.to_owned(), schema);
                }
                serde_json::json!({"$ref": format!("#/$defs/{name}")})
            }
        }
    };
}

/// Lets a closed set of words be read; each becomes a value.
macro_rules! choice {
    ($type:ty, $what:literal { $($word:literal => $value:expr,)* }) => {
        impl $crate::load::read::Read for $type {
            fn read(
                node: &$crate::load::node::Node,
                faults: &mut $crate::load::read::Faults,
            ) -> Option<Self> {
                let words: &[&str] = &[$($word),*];
                let text = match &node.value {
                    $crate::load::node::Value::Scalar { text, .. } => text.as_str(),
                    _ => "",
                };
                $( if text == $word { return Some($value); } )*
                let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
                let hint = match $crate::load::read::nearest(&text.replace(' ', "_"), words.iter().copied()) {
                    Some(nearest) => format!("did you mean `{nearest}`? {} is one of {list}", $what),
                    None => format!("{} is one of {list}", $what),
                };
                faults.add(node.spot, format!("expected {}, found {}", $what, node.describe()), hint);
                None
            }

            fn schema(_: &mut $crate::load::read::Defs) -> serde_json::Value {
                serde_json::json!({"enum": [$($word),*]})
            }
        }
    };
}

/// Defines options that are kept by name and written as keys of their object, each with its
/// documentation.
macro_rules! flat {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident { $( $(#[doc = $key_doc:literal])* $key:literal: $type:ty, )* }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name(pub $crate::model::Options);

        impl $name {
            /// Whether an option is written as a key of its own.
            pub fn holds(key: &str, value: &str) -> bool {
                match key {
                    $( $key => !<$type as $crate::load::read::OptionValue>::MARK || value.is_empty(), )*
                    _ => false,
                }
            }

            /// Whether an option is a mark without a value.
            pub fn is_mark(key: &str) -> bool {
                match key {
                    $( $key => <$type as $crate::load::read::OptionValue>::MARK, )*
                    _ => false,
                }
            }

            /// These and others; these where both are said.
            pub fn with(&self, others: &$crate::model::Options) -> $crate::model::Attributes {
                others.clone().into_iter().chain(self.0.clone()).collect()
            }
        }

        impl $crate::load::read::Mixin for $name {
            fn take(
                fields: &mut $crate::load::read::Fields<'_>,
                faults: &mut $crate::load::read::Faults,
            ) -> Option<Self> {
                let mut options = $crate::model::Options::new();
                $(
                    let read = fields.take::<Option<$type>>($key, faults);
                    if let Some(kept) = read.flatten().and_then($crate::load::read::OptionValue::kept) {
                        options.insert($key.to_owned(), kept);
                    }
                )*
                Some(Self(options))
            }

            fn describe(
                properties: &mut serde_json::Map<String, serde_json::Value>,
                _: &mut Vec<&'static str>,
                defs: &mut $crate::load::read::Defs,
            ) {
                $(
                    let property = $crate::load::read::property::<$type>(&[$($key_doc),*], defs);
                    properties.insert($key.to_owned(), property);
                )*
            }
        }
    };
}

pub(crate) use {choice, flat, mapping};
