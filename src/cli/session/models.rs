//! Models that were read before: what a large one says is kept in the user's cache by its content, and is read
//! from there while neither the model nor the program has changed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::embedded;
use crate::engine::Engine;
use crate::error::Fault;
use crate::load::{self, kept};
use crate::model::Schema;

/// The fewest bytes of a model that is kept: a smaller one is read in a few milliseconds.
const FEWEST: usize = 64 * 1024;
/// The most models that are kept.
const MOST: usize = 16;
const ENDING: &str = "model";

/// Reads a model, from the cache where it is there. What goes wrong with the cache is no fault: the files are read.
///
/// # Errors
/// When the model cannot be read, or is wrong; with the place.
pub(super) fn load(path: &Path, engine: Engine) -> Result<Schema, Fault> {
    let sources = load::sources(path)?;
    let size: usize = sources.iter().map(|(_, text)| text.len()).sum();
    let file = if size < FEWEST { None } else { place(&sources, engine) };
    let Some(file) = file else { return load::load_texts_for(sources, engine) };
    if let Some(schema) = fs::read(&file).ok().and_then(|bytes| kept::read(&bytes)) {
        // What is used stays.
        let _ = File::open(&file).and_then(|file| file.set_modified(SystemTime::now()));
        return Ok(schema);
    }
    let schema = load::load_texts_for(sources, engine)?;
    if let Some(bytes) = kept::written(&schema)
        && embedded::write_whole(&file, &bytes).is_ok()
    {
        clear(&file);
    }
    Ok(schema)
}

/// Where it is kept: a name for its files' names and texts, and for the very program.
fn place(sources: &[(String, String)], engine: Engine) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let metadata = fs::metadata(&program).ok()?;
    let built = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let mut digest = Sha256::new();
    let mut word = |bytes: &[u8]| {
        digest.update(bytes.len().to_le_bytes());
        digest.update(bytes);
    };
    word(env!("CARGO_PKG_VERSION").as_bytes());
    word(program.as_os_str().as_encoded_bytes());
    word(&metadata.len().to_le_bytes());
    word(&built.as_nanos().to_le_bytes());
    word(engine.name().as_bytes());
    for (name, text) in sources {
        word(name.as_bytes());
        word(text.as_bytes());
    }
    let name: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Some(embedded::private_cache("models")?.join(name).with_extension(ENDING))
}

/// Removes what was not used for the longest, and what a killed program left half written.
fn clear(newest: &Path) {
    let Some(entries) = newest.parent().and_then(|folder| fs::read_dir(folder).ok()) else { return };
    let mut all: Vec<(SystemTime, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .filter(|(_, path)| path != newest)
        .collect();
    all.sort();
    let spare = (all.len() + 1).saturating_sub(MOST);
    for (_, path) in all.into_iter().take(spare) {
        let _ = fs::remove_file(path);
    }
}
