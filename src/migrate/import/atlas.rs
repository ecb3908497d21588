//! Atlas: files by version with an `atlas.sum`, which says that none was changed.

use std::collections::BTreeSet;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{Foreign, Read, Tool, Way, changed, gone, in_order, listed, numbered};
use crate::engine::Row;
use crate::error::Fault;
use crate::migrate::files;

pub(super) fn read(folder: &Path) -> Result<Read, Fault> {
    let mut read = Read::default();
    let (mut contents, mut downs) = (Vec::new(), Vec::new());
    for (name, path) in listed(folder)? {
        let Some(stem) = name.strip_suffix(".sql") else { continue };
        if let Some(stem) = stem.strip_suffix(".down") {
            downs.push((stem.to_owned(), path));
            continue;
        }
        contents.push((name.clone(), std::fs::read(&path).unwrap_or_default()));
        let stem = stem.strip_suffix(".up").unwrap_or(stem);
        let sql = files::text(&path)?;
        let checkpoint = directive(&sql, "checkpoint").is_some();
        if checkpoint {
            read.notes.push(format!(
                "{} sums up the migrations before it, for new databases: it is passed over",
                path.display()
            ));
        }
        let Some((version, title)) = numbered(stem) else {
            return Err(Fault::new(format!("{} has a version that is no number", path.display()))
                .hint("rename it in Atlas to begin with one, such as 20260102030405, and run `atlas migrate hash`"));
        };
        let key = stem.split('_').next().unwrap_or_default().to_owned();
        let outside = directive(&sql, "txmode").is_some_and(|mode| mode == "none");
        if directive(&sql, "delimiter").is_some() {
            read.notes.push(format!("{} parts its statements by a delimiter of Atlas's: look at it", path.display()));
        }
        let up = Way { sql, outside };
        let name = title.to_owned();
        read.migrations.push(Foreign { version, key, name, file: path, up, down: None, sum: None, checkpoint });
    }
    let sums = checked(folder, &contents, &mut read.notes)?;
    for migration in &mut read.migrations {
        let name = migration.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        migration.sum = sums.iter().find(|(file, _)| *file == name).map(|(_, sum)| sum.clone());
        let stem = name.trim_end_matches(".sql").trim_end_matches(".up").to_owned();
        if let Some((_, path)) = downs.iter().find(|(down, _)| *down == stem) {
            migration.down = Some(Way { sql: files::text(path)?, outside: false });
        }
    }
    read.migrations = in_order(read.migrations)?;
    Ok(read)
}

/// What a comment `-- atlas:NAME VALUE` at a file's head says.
fn directive<'a>(sql: &'a str, name: &str) -> Option<&'a str> {
    let head = sql.lines().take_while(|line| line.trim().is_empty() || line.starts_with("--"));
    let sign = format!("atlas:{name}");
    head.into_iter().find_map(|line| line.trim_start_matches('-').trim().strip_prefix(&sign)).map(str::trim)
}

/// The sums of the files, each of all files up to it, once they are seen to be those of `atlas.sum`.
fn checked(
    folder: &Path,
    contents: &[(String, Vec<u8>)],
    notes: &mut Vec<String>,
) -> Result<Vec<(String, String)>, Fault> {
    let mut hash = Sha256::new();
    let mut sums = Vec::new();
    for (name, bytes) in contents {
        hash.update(name.as_bytes());
        if directive(&String::from_utf8_lossy(bytes), "sum") == Some("ignore") {
            continue;
        }
        hash.update(bytes);
        sums.push((name.clone(), base64(&hash.clone().finalize())));
    }
    let path = folder.join("atlas.sum");
    if !path.is_file() {
        notes.push(format!("{} is missing: nothing says whether a file was changed", path.display()));
        return Ok(sums);
    }
    let text = files::text(&path)?;
    let mut lines = text.lines();
    let total = lines.next().unwrap_or_default().trim();
    let listed: Vec<(&str, &str)> = lines.filter_map(|line| line.trim().rsplit_once(" h1:")).collect();
    let remedy =
        "restore the files as they were, or, where the change is meant, run `atlas migrate hash` and import again";
    for (index, (name, sum)) in sums.iter().enumerate() {
        match listed.get(index) {
            Some((file, own)) if file == name && own == sum => {}
            // The sums go on from one another: the first that differs is the file that was changed.
            _ => {
                return Err(
                    Fault::new(format!("{} is not what atlas.sum says", folder.join(name).display())).hint(remedy)
                );
            }
        }
    }
    let mut all = Sha256::new();
    for (name, sum) in &sums {
        all.update(name.as_bytes());
        all.update(sum.as_bytes());
    }
    if listed.len() != sums.len() || total != format!("h1:{}", base64(&all.finalize())) {
        return Err(Fault::new(format!("{} does not sum up the files beside it", path.display())).hint(remedy));
    }
    Ok(sums)
}

/// Base 64 with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or_default();
            out.push(if place > chunk.len() { '=' } else { char::from(DIGITS.get(digit).copied().unwrap_or(b'=')) });
        }
    }
    out
}

pub(super) fn query(table: &str) -> String {
    format!("SELECT version, type, applied, total, error, hash FROM {table} ORDER BY version")
}

pub(super) fn ran(rows: &[Row], all: &[Foreign], force: bool) -> Result<BTreeSet<usize>, Fault> {
    /// The bit of a revision that was taken for granted.
    const BASELINE: u32 = 1;
    let mut ran = BTreeSet::new();
    for row in rows {
        let version = row.text(0).unwrap_or_default();
        if version.starts_with('.') {
            // Atlas's notes about itself.
            continue;
        }
        let kind: u32 = row.text(1).and_then(|text| text.parse().ok()).unwrap_or_default();
        let failed = row.text(4).is_some_and(|error| !error.is_empty()) || row.text(2) != row.text(3);
        if failed {
            return Err(Fault::new(format!("Atlas's history says that version {version} failed on its way"))
                .detail(format!("{} of {} statements are done", row.text(2).unwrap_or("?"), row.text(3).unwrap_or("?")))
                .hint(
                    "let `atlas migrate apply` finish it, or say how it is with `atlas migrate set`, and import again",
                ));
        }
        let place = all.iter().position(|it| it.key == version);
        let summed = place.and_then(|place| all.get(place)).is_some_and(|it| it.checkpoint);
        if kind & BASELINE != 0 || summed {
            let number: Option<i64> = version.parse().ok();
            let before = all.iter().enumerate().filter(|(_, it)| number.is_some_and(|number| it.version <= number));
            ran.extend(before.map(|(index, _)| index));
            continue;
        }
        if place.is_none() && !force {
            return Err(gone(&format!("version {version}"), Tool::Atlas));
        }
        let migration = place.and_then(|place| all.get(place));
        if let Some(migration) =
            migration.filter(|it| !force && it.sum.as_deref() != row.text(5).map(|sum| sum.trim_start_matches("h1:")))
        {
            return Err(changed(&migration.file, Tool::Atlas));
        }
        ran.extend(place);
    }
    Ok(ran)
}
