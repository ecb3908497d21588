//! Prisma Migrate: a folder for each migration, named by the time, and in it a `migration.sql`.

use std::collections::BTreeSet;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{Foreign, Read, Tool, Way, changed, gone, in_order, listed, numbered};
use crate::engine::Row;
use crate::error::Fault;
use crate::migrate::files;
use crate::migrate::history::hex;

pub(super) fn read(folder: &Path) -> Result<Read, Fault> {
    let below = folder.join("migrations");
    let folder = if below.is_dir() { below.as_path() } else { folder };
    let (mut migrations, mut notes) = (Vec::new(), Vec::new());
    for (name, path) in listed(folder)? {
        let file = path.join("migration.sql");
        if !file.is_file() {
            continue;
        }
        let Some((version, title)) = numbered(&name) else {
            notes.push(format!("{} has no version: it is passed over", path.display()));
            continue;
        };
        let bytes = std::fs::read(&file).unwrap_or_default();
        let sum = hex(&Sha256::digest(&bytes));
        let up = Way { sql: files::text(&file)?, outside: false };
        let back = path.join("down.sql");
        let down = if back.is_file() { Some(Way { sql: files::text(&back)?, outside: false }) } else { None };
        let (title, key) = (title.to_owned(), name.clone());
        migrations.push(Foreign { version, key, name: title, file, up, down, sum: Some(sum), checkpoint: false });
    }
    Ok(Read { migrations: in_order(migrations)?, notes })
}

pub(super) fn query(table: &str) -> String {
    format!(
        "SELECT migration_name, checksum, finished_at IS NOT NULL, rolled_back_at IS NOT NULL FROM {table} ORDER BY started_at"
    )
}

pub(super) fn ran(rows: &[Row], all: &[Foreign], force: bool) -> Result<BTreeSet<usize>, Fault> {
    let mut ran = BTreeSet::new();
    for row in rows {
        let name = row.text(0).unwrap_or_default();
        let (finished, undone) = (row.is_true(2), row.is_true(3));
        if undone {
            continue;
        }
        if !finished {
            return Err(Fault::new(format!("Prisma's history says that {name} failed on its way")).hint(format!(
                "look at the database, bring it in order, say how it is with `prisma migrate resolve --applied {name}` or \
                 `--rolled-back {name}`, and import again"
            )));
        }
        let Some(place) = all.iter().position(|it| it.key == name) else {
            if force {
                continue;
            }
            return Err(gone(name, Tool::Prisma));
        };
        if let Some(migration) = all.get(place).filter(|it| !force && it.sum.as_deref() != row.text(1)) {
            return Err(changed(&migration.file, Tool::Prisma));
        }
        ran.insert(place);
    }
    Ok(ran)
}
