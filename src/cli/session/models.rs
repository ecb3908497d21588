//! Models that were read before: what a large one says is kept in the user's cache by its content, and is read
//! from there while neither the model nor the program has changed.

use std::path::Path;

use super::shelf::{Digest, Slot};
use crate::engine::Engine;
use crate::error::Fault;
use crate::load::{self, kept};
use crate::model::Schema;

/// The fewest bytes of a model that is kept: a smaller one is read in a few milliseconds.
const FEWEST: usize = 64 * 1024;

/// Reads a model, from the cache where it is there. What goes wrong with the cache is no fault: the files are read.
///
/// # Errors
/// When the model cannot be read, or is wrong; with the place.
pub(super) fn load(path: &Path, engine: Engine) -> Result<Schema, Fault> {
    let sources = load::sources(path)?;
    let size: usize = sources.iter().map(|(_, text)| text.len()).sum();
    let slot = if size < FEWEST { None } else { slot(&sources, engine) };
    let Some(slot) = slot else { return load::load_texts_for(sources, engine) };
    if let Some(schema) = slot.take() {
        return Ok(schema);
    }
    let schema = load::load_texts_for(sources, engine)?;
    if let Some(bytes) = kept::written(&schema) {
        slot.keep(&bytes);
    }
    Ok(schema)
}

/// Where it is kept: under its files' names and texts.
fn slot(sources: &[(String, String)], engine: Engine) -> Option<Slot> {
    let mut digest = Digest::new()?;
    digest.add(engine.name().as_bytes());
    for (name, text) in sources {
        digest.add(name.as_bytes());
        digest.add(text.as_bytes());
    }
    Slot::of("models", digest)
}
