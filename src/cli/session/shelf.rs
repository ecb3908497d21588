//! Schemas that are kept in the user's cache, each under a digest of all that it was made of.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest as _, Sha256};

use crate::embedded;
use crate::load::kept;
use crate::model::Schema;

/// The most schemas of one sort that are kept.
const MOST: usize = 16;
const ENDING: &str = "model";

/// What a kept schema was made of: this very program, and what is added.
pub(super) struct Digest(Sha256);

impl Digest {
    /// That of nothing but this program; none where it cannot be told from others.
    pub(super) fn new() -> Option<Self> {
        let program = std::env::current_exe().ok()?;
        let metadata = fs::metadata(&program).ok()?;
        let built = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let mut digest = Self(Sha256::new());
        digest.add(env!("CARGO_PKG_VERSION").as_bytes());
        digest.add(program.as_os_str().as_encoded_bytes());
        digest.add(&metadata.len().to_le_bytes());
        digest.add(&built.as_nanos().to_le_bytes());
        Some(digest)
    }

    /// Adds a word, which no two words in a row can be taken for.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes.len().to_le_bytes());
        self.0.update(bytes);
    }

    /// Adds all that a schema says; none where it cannot be written.
    pub(super) fn add_schema(&mut self, schema: &Schema) -> Option<()> {
        let mut part = Into(Sha256::new());
        kept::pour(schema, &mut part)?;
        self.add(&part.0.finalize());
        Some(())
    }
}

struct Into(Sha256);

impl io::Write for Into {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The place of one kept schema. What goes wrong with it is no fault: what would be kept is made anew.
pub(super) struct Slot(PathBuf);

impl Slot {
    /// The place for what is made of that, among its sort.
    pub(super) fn of(sort: &str, Digest(digest): Digest) -> Option<Self> {
        let name: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Self(embedded::private_cache(sort)?.join(name).with_extension(ENDING)))
    }

    /// What is kept there.
    pub(super) fn take(&self) -> Option<Schema> {
        let schema = kept::read(&fs::read(&self.0).ok()?)?;
        // What is used stays.
        let _ = File::open(&self.0).and_then(|file| file.set_modified(SystemTime::now()));
        Some(schema)
    }

    /// Keeps it there, and lets go of what was not used for the longest.
    pub(super) fn keep(&self, bytes: &[u8]) {
        if embedded::write_whole(&self.0, bytes).is_ok() {
            clear(&self.0);
        }
    }
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
