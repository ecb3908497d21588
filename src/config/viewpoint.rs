//! Which objects are meant, by patterns of their names: of a target, and of a viewpoint of it.

use std::path::Path;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::fault::place;
use super::raw::{At, Text};
use crate::error::Fault;
use crate::model::Place;

/// Patterns as `--include` and `--exclude` take them, each with its place.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    /// What alone is meant; all where there is none.
    pub include: Vec<(String, Place)>,
    /// What is not.
    pub exclude: Vec<(String, Place)>,
}

impl Patterns {
    pub(super) fn read(file: &Path, include: Option<Vec<Text>>, exclude: Option<Vec<Text>>) -> Self {
        let read = |texts: Option<Vec<Text>>| {
            let texts = texts.unwrap_or_default().into_iter();
            texts.map(|text| (text.0.value, place(file, text.0.referenced))).collect()
        };
        Self { include: read(include), exclude: read(exclude) }
    }
}

/// A part of a database that is shown by itself.
#[derive(Clone, Debug)]
pub struct Viewpoint {
    /// Its name on the command line.
    pub name: String,
    /// What documents call it.
    pub title: String,
    /// What it is about, in Markdown.
    pub description: String,
    /// What it shows.
    pub patterns: Patterns,
    /// Where it is written.
    pub place: Place,
}

/// A part of a database that is shown by itself: a page of `dbtool docs`, a document of `dbtool snapshot`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawViewpoint {
    /// What documents call it; its name where absent.
    title: Option<String>,
    /// What it is about, in Markdown.
    description: Option<String>,
    /// What it shows: patterns of names, as `--include` takes them.
    include: Vec<Text>,
    /// What it does not show of that.
    exclude: Option<Vec<Text>>,
}

/// Reads the viewpoints of a system.
pub(super) fn read(file: &Path, written: IndexMap<String, At<RawViewpoint>>) -> Result<Vec<Viewpoint>, Fault> {
    let one = |(name, entry): (String, At<RawViewpoint>)| {
        let at = place(file, entry.0.referenced);
        let RawViewpoint { title, description, include, exclude } = entry.0.value;
        if include.is_empty() {
            return Err(Fault::new(format!("the viewpoint `{name}` includes nothing"))
                .at(Some(at))
                .hint("write `include: [\"public.order*\"]`"));
        }
        Ok(Viewpoint {
            title: title.unwrap_or_else(|| name.clone()),
            description: description.unwrap_or_default(),
            patterns: Patterns::read(file, Some(include), exclude),
            name,
            place: at,
        })
    };
    written.into_iter().map(one).collect()
}
