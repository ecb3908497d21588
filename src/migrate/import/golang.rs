//! golang-migrate: pairs of files, and a history of one row: the last version, and whether it failed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Foreign, Read, Tool, Way, gone, in_order, listed, numbered};
use crate::engine::Row;
use crate::error::Fault;
use crate::migrate::files;

pub(super) fn read(folder: &Path) -> Result<Read, Fault> {
    let mut found: BTreeMap<String, Foreign> = BTreeMap::new();
    let mut downs = BTreeMap::new();
    let mut notes = Vec::new();
    for (name, path) in listed(folder)? {
        // Cassandra's files end in `.cql` by custom.
        let stem = |way: &str| [".sql", ".cql"].iter().find_map(|end| name.strip_suffix(&format!(".{way}{end}")));
        if let Some(stem) = stem("up") {
            let Some((version, title)) = numbered(stem) else {
                notes.push(format!("{} has no version: it is passed over", path.display()));
                continue;
            };
            let up = Way { sql: files::text(&path)?, outside: false };
            let migration = Foreign {
                version,
                key: version.to_string(),
                name: title.to_owned(),
                file: path,
                up,
                ..Foreign::default()
            };
            found.insert(stem.to_owned(), migration);
        } else if let Some(stem) = stem("down") {
            downs.insert(stem.to_owned(), path);
        }
    }
    for (stem, path) in downs {
        match found.get_mut(&stem) {
            Some(migration) => migration.down = Some(Way { sql: files::text(&path)?, outside: false }),
            None => notes.push(format!("{} has no way up: it is passed over", path.display())),
        }
    }
    Ok(Read { migrations: in_order(found.into_values().collect())?, notes })
}

pub(super) fn query(table: &str) -> String {
    format!("SELECT version, dirty FROM {table}")
}

pub(super) fn ran(rows: &[Row], all: &[Foreign]) -> Result<BTreeSet<usize>, Fault> {
    let Some(row) = rows.first() else { return Ok(BTreeSet::new()) };
    let version = row.text(0).and_then(|text| text.parse::<i64>().ok()).unwrap_or(-1);
    if row.is_true(1) {
        return Err(Fault::new(format!("golang-migrate's history is dirty: version {version} failed on its way"))
            .detail("what of it was done, nobody has noted")
            .hint(format!(
                "look at the database, bring it to the state before or after version {version}, say so with \
                 `migrate force VERSION` of golang-migrate, and import again"
            )));
    }
    if version >= 0 && !all.iter().any(|migration| migration.version == version) {
        return Err(gone(&format!("version {version}"), Tool::GolangMigrate));
    }
    // It runs them in order, so that all up to that one have run.
    let done = all.iter().enumerate().filter(|(_, migration)| migration.version <= version);
    Ok(done.map(|(index, _)| index).collect())
}
