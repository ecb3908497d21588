//! goose and dbmate: both ways in one file, parted by comments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Foreign, Read, Tool, Way, gone, in_order, listed, numbered, place};
use crate::engine::Row;
use crate::error::Fault;
use crate::migrate::files;

/// How the comments of a tool are written.
pub(super) struct Marks {
    /// What follows the dashes.
    sign: &'static str,
    goose: bool,
}

pub(super) const GOOSE: Marks = Marks { sign: "+goose", goose: true };
pub(super) const DBMATE: Marks = Marks { sign: "migrate:", goose: false };

pub(super) fn read(folder: &Path, marks: &Marks) -> Result<Read, Fault> {
    let (mut migrations, mut notes) = (Vec::new(), Vec::new());
    for (name, path) in listed(folder)? {
        let Some(stem) = name.strip_suffix(".sql") else {
            // A program of that name takes part in the order, and nobody but its tool runs it.
            let test = name.ends_with("_test.go");
            if marks.goose && !test && name.strip_suffix(".go").is_some_and(|stem| numbered(stem).is_some()) {
                return Err(Fault::new(format!(
                    "{} is a migration written in Go, which dbtool cannot run",
                    path.display()
                ))
                .hint("write what it does as SQL in a file of the same version, beside it or in its place"));
            }
            continue;
        };
        let Some((version, title)) = numbered(stem) else {
            notes.push(format!("{} has no version: it is passed over", path.display()));
            continue;
        };
        let text = files::text(&path)?;
        let (up, down) = parted(&text, &path, marks)?;
        let key = if marks.goose { version.to_string() } else { stem.split('_').next().unwrap_or_default().to_owned() };
        migrations.push(Foreign { version, key, name: title.to_owned(), file: path, up, down, ..Foreign::default() });
    }
    Ok(Read { migrations: in_order(migrations)?, notes })
}

/// The two ways of a file.
fn parted(text: &str, file: &Path, marks: &Marks) -> Result<(Way, Option<Way>), Fault> {
    let (mut up, mut down): (Option<Way>, Option<Way>) = (None, None);
    let (mut back, mut outside, mut whole, mut substitutes) = (false, false, false, false);
    for (number, line) in text.lines().enumerate() {
        let place = || place(file, number + 1);
        let own = line.trim_start().strip_prefix("--").map(str::trim_start);
        let word = own.and_then(|rest| rest.get(..marks.sign.len()).filter(|it| it.eq_ignore_ascii_case(marks.sign)));
        let Some(said) = word.and(own).and_then(|rest| rest.get(marks.sign.len()..)).map(str::trim) else {
            if substitutes && line.contains('$') && !line.contains("$$") {
                return Err(Fault::new("goose puts variables of the environment in here, which dbtool does not")
                    .at(place())
                    .hint("write what they stand for, and take `-- +goose ENVSUB ON` away"));
            }
            let way = if back { down.as_mut() } else { up.as_mut() };
            if let Some(way) = way {
                way.sql.push_str(line);
                way.sql.push('\n');
            }
            continue;
        };
        let said = said.to_ascii_lowercase();
        let first = said.split_whitespace().next().unwrap_or_default();
        match first {
            "up" if up.is_none() => {
                up = Some(Way { sql: String::new(), outside: said.contains("transaction:false") });
                back = false;
            }
            "down" if down.is_none() => {
                down = Some(Way { sql: String::new(), outside: said.contains("transaction:false") });
                back = true;
            }
            "up" | "down" => {
                return Err(Fault::new(format!("a second `{first}` in one file")).at(place()).hint("keep one of them"));
            }
            "statementbegin" if marks.goose => whole = true,
            "statementend" if marks.goose => {
                whole = false;
                let way = if back { down.as_mut() } else { up.as_mut() };
                if let Some(way) = way {
                    ended(&mut way.sql);
                }
            }
            "no" if marks.goose => outside = true,
            "envsub" if marks.goose => substitutes = said.ends_with("on"),
            _ => {
                return Err(Fault::new(format!("`{}` is not understood", line.trim()))
                    .at(place())
                    .hint("correct the comment, or take it away"));
            }
        }
    }
    if whole {
        return Err(Fault::new(format!("{}: a StatementBegin has no StatementEnd", file.display()))
            .hint("add `-- +goose StatementEnd` where the statement ends"));
    }
    let mut up = up.ok_or_else(|| {
        let line = if marks.goose { "-- +goose Up" } else { "-- migrate:up" };
        Fault::new(format!("{}: the way up is not marked", file.display()))
            .hint(format!("add a line `{line}` before it"))
    })?;
    // goose says it for the whole file, dbmate for each way.
    up.outside |= outside;
    if let Some(down) = &mut down {
        down.outside |= outside;
    }
    Ok((up, down))
}

/// A statement that goose takes whole may have no semicolon.
fn ended(sql: &mut String) {
    let trimmed = sql.trim_end();
    let last = trimmed.lines().next_back().unwrap_or_default();
    if !trimmed.is_empty() && !trimmed.ends_with(';') {
        let sign = if last.contains("--") { "\n;\n" } else { ";\n" };
        sql.truncate(trimmed.len());
        sql.push_str(sign);
    }
}

pub(super) fn goose_query(table: &str) -> String {
    format!("SELECT version_id, is_applied FROM {table} ORDER BY id")
}

/// Of each version the last row counts: older releases wrote one for a way back too.
pub(super) fn goose_ran(rows: &[Row], all: &[Foreign]) -> Result<BTreeSet<usize>, Fault> {
    let mut last: BTreeMap<&str, bool> = BTreeMap::new();
    for row in rows {
        last.insert(row.text(0).unwrap_or_default(), row.is_true(1));
    }
    // Version 0 stands for the table itself.
    places(last.into_iter().filter(|(key, done)| *done && *key != "0").map(|(key, _)| key), all, Tool::Goose)
}

pub(super) fn dbmate_query(table: &str) -> String {
    format!("SELECT version FROM {table} ORDER BY version")
}

pub(super) fn dbmate_ran(rows: &[Row], all: &[Foreign]) -> Result<BTreeSet<usize>, Fault> {
    places(rows.iter().filter_map(|row| row.text(0)), all, Tool::Dbmate)
}

fn places<'a>(keys: impl Iterator<Item = &'a str>, all: &[Foreign], tool: Tool) -> Result<BTreeSet<usize>, Fault> {
    let place =
        |key: &str| all.iter().position(|it| it.key == key).ok_or_else(|| gone(&format!("version {key}"), tool));
    keys.map(place).collect()
}
