//! Foreign migrations as files of dbtool's: a statement that no transaction takes stands in a file of
//! its own, and a file that begins and commits a transaction leaves that to the runner.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{Foreign, Way, slug};
use crate::engine::Ledger;
use crate::error::Fault;
use crate::migrate::failure::spans;
use crate::migrate::files::{Folder, NO_TRANSACTION};
use crate::migrate::script::tokens;

/// A migration as it is to be written.
pub(super) struct File {
    /// The place of the foreign migration that it comes of.
    pub(super) origin: usize,
    pub(super) version: i64,
    stem: String,
    up: String,
    down: Option<String>,
}

/// Where versions leave no room for what must stand in files of its own, each is so many times as high.
const SPREAD: i64 = 100;

pub(super) fn files(all: &[Foreign], ledger: &dyn Ledger, notes: &mut Vec<String>) -> Result<Vec<File>, Fault> {
    let mut pieces = Vec::new();
    for (origin, migration) in all.iter().enumerate().filter(|(_, it)| !it.checkpoint) {
        let mut ups = portions(&migration.up, ledger);
        let mut downs = migration.down.as_ref().map(|down| portions(down, ledger));
        let count = ups.len().max(downs.as_ref().map_or(0, Vec::len));
        ups.resize(count, String::new());
        if let Some(downs) = &mut downs {
            downs.resize(count, String::new());
            // The last file is undone first.
            downs.reverse();
        }
        pieces.push((origin, ups, downs));
    }
    // A version must be free for each piece.
    let fits = |index: usize, count: usize| {
        let version = |index: usize| pieces.get(index).and_then(|(origin, _, _)| all.get(*origin)).map(|it| it.version);
        let (Some(own), next) = (version(index), version(index + 1)) else { return false };
        let last = i64::try_from(count).unwrap_or(i64::MAX).saturating_add(own) - 1;
        next.is_none_or(|next| last < next)
    };
    let cramped = pieces.iter().enumerate().any(|(index, (_, ups, _))| !fits(index, ups.len()));
    if cramped {
        notes.push(format!(
            "statements that cannot be in a transaction need files of their own, for which the versions leave no room: \
             each version is {SPREAD} times as high"
        ));
    }
    let mut written = Vec::new();
    for (origin, ups, downs) in pieces {
        let Some(migration) = all.get(origin) else { continue };
        let factor = if cramped { SPREAD } else { 1 };
        let room = |part: i64| {
            let part = Some(part).filter(|part| !cramped || *part < SPREAD)?;
            migration.version.checked_mul(factor)?.checked_add(part)
        };
        let mut downs = downs.map(Vec::into_iter);
        let many = ups.len() > 1;
        for (part, up) in (0_i64..).zip(ups) {
            let version = room(part).ok_or_else(|| {
                Fault::new(format!("{} must be split, and its version leaves no room", migration.file.display()))
                    .hint("put the statements that cannot be in a transaction into files of their own first")
            })?;
            let name = slug(&migration.name);
            let name = if many { format!("{name}_{}", part + 1) } else { name };
            let number = if part == 0 && !cramped { digits(migration) } else { version.to_string() };
            let down = downs.as_mut().and_then(Iterator::next).map(said);
            written.push(File { origin, version, stem: format!("{number}_{name}"), up: said(up), down });
        }
    }
    Ok(written)
}

/// The number as the foreign file has it, zeros and all.
fn digits(migration: &Foreign) -> String {
    let file = migration.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let number = file.split(['_', '.']).next().unwrap_or_default();
    match number.parse::<i64>() {
        Ok(version) if version == migration.version => number.to_owned(),
        _ => migration.version.to_string(),
    }
}

/// A file that does nothing says so.
fn said(sql: String) -> String {
    if sql.trim().is_empty() { "-- nothing to do\n".to_owned() } else { sql }
}

/// The texts of the files that a way needs; one, but where some of it cannot be in a transaction.
fn portions(way: &Way, ledger: &dyn Ledger) -> Vec<String> {
    let sql = way.sql.trim_start_matches(['\n', '\r']);
    let mut sql = sql.trim_end().to_owned();
    if !sql.is_empty() {
        sql.push('\n');
    }
    if !ledger.is_transactional() {
        return vec![sql];
    }
    let spans = spans(&sql, ledger);
    let words: Vec<Vec<String>> = spans.iter().map(|span| tokens(sql.get(span.clone()).unwrap_or_default())).collect();
    let alone = |index: usize| words.get(index).is_some_and(|words| is_alone(words, way.outside));
    if !(0..spans.len()).any(alone) {
        return vec![without_transaction(&sql, &spans, &words)];
    }
    if spans.len() == 1 {
        return vec![format!("{NO_TRANSACTION}\n{sql}")];
    }
    let mut portions = Vec::new();
    let mut together = String::new();
    let mut end = 0;
    for (index, span) in spans.iter().enumerate() {
        // Comments go with the statement that they stand before.
        let start = std::mem::replace(&mut end, after(&sql, span.end));
        let text = sql.get(start..end).unwrap_or_default().trim_start();
        let is_end = words.get(index).is_some_and(|words| opens(words) || closes(words));
        if alone(index) {
            flush(&mut together, &mut portions);
            portions.push(format!("{NO_TRANSACTION}\n{}\n", text.trim_end()));
        } else if !is_end {
            together.push_str(text.trim_end());
            together.push('\n');
        }
    }
    flush(&mut together, &mut portions);
    portions
}

/// What only sets the session up has no effect on the next file.
fn flush(together: &mut String, portions: &mut Vec<String>) {
    let text = std::mem::take(together);
    let spans = crate::migrate::script::statements(&text);
    let acts = spans.iter().any(|span| {
        let words = tokens(text.get(span.clone()).unwrap_or_default());
        !matches!(words.first().map(String::as_str), Some("set" | "reset"))
    });
    if acts {
        portions.push(text);
    }
}

/// The byte after a statement's semicolon and what stands on the rest of its line.
fn after(sql: &str, end: usize) -> usize {
    let rest = sql.get(end..).unwrap_or_default();
    let semicolon = rest.find(';').filter(|at| rest.get(..*at).is_some_and(|text| text.trim().is_empty()));
    let end = semicolon.map_or(end, |at| end + at + 1);
    let rest = sql.get(end..).unwrap_or_default();
    let line = rest.find('\n').unwrap_or(rest.len());
    let comment = rest.get(..line).is_some_and(|text| text.trim_start().starts_with("--"));
    if comment { end + line } else { end }
}

fn opens(words: &[String]) -> bool {
    match words.first().map(String::as_str) {
        Some("begin") => true,
        Some("start") => words.get(1).is_some_and(|word| word == "transaction"),
        _ => false,
    }
}

fn closes(words: &[String]) -> bool {
    matches!(words.first().map(String::as_str), Some("commit" | "end"))
}

/// The text without the BEGIN and COMMIT around all of it: the runner's transaction holds its row of
/// the history too.
fn without_transaction(sql: &str, spans: &[std::ops::Range<usize>], words: &[Vec<String>]) -> String {
    let inner = words.get(1..words.len().saturating_sub(1)).unwrap_or_default();
    let ends =
        |words: &Vec<String>| opens(words) || closes(words) || words.first().is_some_and(|word| word == "rollback");
    let around = words.len() > 1
        && words.first().is_some_and(|words| opens(words))
        && words.last().is_some_and(|words| closes(words))
        && !inner.iter().any(ends);
    let (Some(first), Some(last)) = (spans.first().filter(|_| around), spans.last()) else { return sql.to_owned() };
    let head = sql.get(..first.start).unwrap_or_default();
    let body = sql.get(after(sql, first.end)..last.start).unwrap_or_default();
    let tail = sql.get(after(sql, last.end)..).unwrap_or_default();
    let text = format!("{head}{}{tail}", body.trim_start_matches(['\n', '\r']));
    format!("{}\n", text.trim_end())
}

/// Whether PostgreSQL refuses a statement within a transaction; `outside` says that the file asks to
/// be outside of one, so that what would not work as well inside stays out too.
fn is_alone(words: &[String], outside: bool) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let has = |word: &str| words.contains(&word);
    match words.as_slice() {
        ["create", "index", "concurrently", ..] | ["create", "unique", "index", "concurrently", ..] => true,
        ["drop", "index", "concurrently", ..] | ["vacuum", ..] | ["alter", "system", ..] => true,
        ["reindex", ..] => has("concurrently") || has("database") || has("system"),
        ["create" | "drop", "database" | "tablespace", ..] => true,
        ["alter", "table", ..] => has("detach") && has("concurrently"),
        ["alter", "type", ..] => outside && has("add") && has("value"),
        ["call", ..] => outside,
        _ => false,
    }
}

/// The files that are not there yet, the way back before the way up.
pub(super) fn fresh(written: &[File], there: &Folder) -> Result<Vec<(PathBuf, String)>, Fault> {
    let mut fresh = Vec::new();
    let mut seen = BTreeSet::new();
    for File { version, stem, up, down, .. } in written {
        if !seen.insert(*version) {
            return Err(Fault::new(format!("two files would have the version {version}")));
        }
        let path = |end: &str| there.path.join(format!("{stem}.{end}"));
        let (up_path, down_path) = (path("up.sql"), path("down.sql"));
        if let Some(own) = there.get(*version) {
            let same =
                own.up.path == up_path && own.up.sql == *up && own.down.as_ref().map(|it| &it.sql) == down.as_ref();
            if !same {
                return Err(Fault::new(format!("version {version} is taken by another migration"))
                    .detail(own.up.path.display().to_string())
                    .hint("import into another folder, or remove that file where it is of an import before"));
            }
            continue;
        }
        fresh.extend(down.iter().map(|down| (down_path.clone(), down.clone())));
        fresh.push((up_path, up.clone()));
    }
    Ok(fresh)
}
