//! YAML to a [`Schema`], with the place of every object and of every error.
//!
//! A model is one file, or a folder whose YAML files are read as one. [`document::Document`] says
//! what stands in it; each section has a file here that says how its things are read
//! ([`read::mapping`]) and what objects they are. The JSON Schema comes from the same text.

mod account;
pub(crate) mod aggregate;
pub(crate) mod base_type;
mod borrowed;
pub(crate) mod citus;
pub(crate) mod collation;
mod column;
mod common;
mod composite;
mod constraint;
pub(crate) mod context;
mod conversion;
mod cql;
mod database;
pub(crate) mod dialect;
mod document;
mod domain;
mod enumeration;
mod event_trigger;
mod extension;
mod foreign;
mod foreign_key;
pub(crate) mod grant;
pub(crate) mod heir;
pub(crate) mod index;
pub mod kept;
mod language;
mod materialized_view;
pub(crate) mod name;
mod node;
mod operator;
mod policy;
pub mod prisma;
pub mod program;
pub(crate) mod publication;
mod range;
mod read;
mod relation;
mod role;
mod routine;
mod rule;
pub(crate) mod sequence;
mod statistics;
pub(crate) mod subscription;
mod table;
pub(crate) mod text_search;
mod trigger;
pub(crate) mod view;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use context::Context;
use document::Document;
use node::Spot;
use read::{Defs, Faults, Located, MOST_FAULTS, Read};

use crate::engine::Engine;
use crate::error::{self, Fault};
use crate::model::Schema;

/// Reads a model: a file, or all `*.yaml` and `*.yml` files in a folder and the folders below it.
/// Names that begin with a dot are passed over.
///
/// # Errors
/// The first fault with its place; further ones, up to twenty in all, are told in its detail.
pub fn load(path: &Path) -> Result<Schema, Fault> {
    load_for(path, Engine::Postgresql)
}

/// The same of a model for that engine.
///
/// # Errors
/// As [`load`].
pub fn load_for(path: &Path, engine: Engine) -> Result<Schema, Fault> {
    load_texts_for(sources(path)?, engine)
}

/// The texts of a model's files, each with the name that messages call it by.
///
/// # Errors
/// When one cannot be read, or is no text.
pub fn sources(path: &Path) -> Result<Vec<(String, String)>, Fault> {
    let files = if path.is_dir() { folder(path)? } else { vec![path.to_owned()] };
    let mut sources = Vec::with_capacity(files.len());
    for file in files {
        let bytes = std::fs::read(&file).map_err(|error| unreadable(&file, &error))?;
        let name = file.display().to_string();
        let text = error::text(&name, bytes)?;
        sources.push((name, text));
    }
    Ok(sources)
}

/// Reads a model from texts, each with the name that messages call it by.
///
/// # Errors
/// As [`load`].
pub fn load_texts(sources: Vec<(String, String)>) -> Result<Schema, Fault> {
    load_texts_for(sources, Engine::Postgresql)
}

/// The same of a model for that engine.
///
/// # Errors
/// As [`load`].
pub fn load_texts_for(sources: Vec<(String, String)>, engine: Engine) -> Result<Schema, Fault> {
    let names: Vec<Arc<str>> = sources.iter().map(|(name, _)| Arc::from(name.as_str())).collect();
    let mut faults = Faults::default();
    let mut documents = Vec::with_capacity(sources.len());
    for (number, (_, text)) in sources.iter().enumerate() {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match node::parse(text, number) {
            Ok(Some(root)) => documents.extend(Document::read(&root, &mut faults)),
            Ok(None) => {
                let spot = Spot { file: number, line: 1, column: 1, length: 1 };
                faults.add(
                    spot,
                    "the file holds nothing",
                    "write `tables:` and what follows, or `{}` for an empty model",
                );
            }
            Err(flaws) => {
                for flaw in flaws {
                    faults.add(flaw.spot, flaw.message, flaw.hint.unwrap_or_default());
                }
            }
        }
    }
    // Names that a broken file holds would all be missed: what is wrong with the text comes first.
    if !faults.is_empty() {
        return Err(first(faults, &names, &sources));
    }
    let mut cx = Context::new(names.clone(), faults, engine);
    // An object takes some fifty bytes of text: a list that is long enough from the beginning is never copied.
    cx.schema.objects.reserve(sources.iter().map(|(_, text)| text.len()).sum::<usize>() / 45);
    document::assemble(documents, &mut cx);
    dialect::refuse(&mut cx);
    let Context { faults, schema, .. } = cx;
    if faults.is_empty() { Ok(schema) } else { Err(first(faults, &names, &sources)) }
}

/// The JSON Schema of a model's files, for editors.
pub fn json_schema() -> Value {
    let mut defs = Defs::new();
    let root = Document::schema(&mut defs);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dbtool model",
        "$ref": root.get("$ref").cloned().unwrap_or_default(),
        "$defs": defs,
    })
}

/// The YAML files of a folder, sorted by path.
fn folder(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut found = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(&folder, &error))?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            // A link to a folder is not followed: it may lead back here.
            let kind = entry.file_type().map_err(|error| unreadable(&path, &error))?;
            let yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
            if kind.is_dir() {
                open.push(path);
            } else if yaml && (kind.is_file() || kind.is_symlink() && !is_pipe(&path)) {
                found.push(path);
            } else if yaml {
                return Err(Fault::new(format!("{} is no file", path.display()))
                    .hint("a model's folder holds files; a pipe is read where it is named itself"));
            }
        }
    }
    if found.is_empty() {
        return Err(Fault::new(format!("no YAML file in the folder {}", path.display()))
            .hint("a model is a file, or a folder with files that end in `.yaml` or `.yml`; `dbtool inspect --out` writes one"));
    }
    found.sort();
    Ok(found)
}

/// Whether a link leads to what may never end; one that leads nowhere is told as such where it is read.
fn is_pipe(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|target| !target.is_file() && !target.is_dir())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    let hint = match error.kind() {
        std::io::ErrorKind::NotFound => "correct the path, or write a model with `dbtool inspect --out`",
        std::io::ErrorKind::PermissionDenied => "give yourself the right to read it",
        _ => "is it a file or folder that can be read?",
    };
    Fault::new(format!("cannot read the model {}", path.display())).detail(error.to_string()).hint(hint)
}

/// The first fault, with a view of its line; the others in its detail.
fn first(faults: Faults, names: &[Arc<str>], sources: &[(String, String)]) -> Fault {
    let mut all = faults.into_sorted().into_iter();
    let Some(Located { fault, spot, secret }) = all.next() else { return Fault::new("the model cannot be read") };
    let at = |spot: Spot| names.get(spot.file).map(|file| read::place(spot, file));
    let rest: Vec<Located> = all.collect();
    // Another fault's line may be the secret's.
    let shown = !secret && rest.iter().all(|other| !other.secret || other.spot.line != spot.line);
    let mut detail = if shown { excerpt(sources, spot) } else { String::new() };
    for located in rest.iter().take(MOST_FAULTS - 1) {
        let fault = located.fault.clone().at(at(located.spot));
        detail.push_str(&format!("\n{fault}"));
    }
    if rest.len() >= MOST_FAULTS {
        detail.push_str(&format!("\n… and {} more", rest.len() + 1 - MOST_FAULTS));
    }
    fault.at(at(spot)).detail(detail)
}

/// The line of a place, with carets below what is meant.
fn excerpt(sources: &[(String, String)], spot: Spot) -> String {
    const WIDEST: usize = 120;
    let line =
        sources.get(spot.file).and_then(|(_, text)| text.lines().nth(usize::try_from(spot.line).ok()?.checked_sub(1)?));
    let line: String = line.unwrap_or_default().chars().take(WIDEST).collect();
    let column = usize::try_from(spot.column).unwrap_or(1).saturating_sub(1);
    if column >= WIDEST {
        return format!("{} | {line}…", spot.line);
    }
    let room = line.chars().count().saturating_sub(column).max(1);
    let length = usize::try_from(spot.length).unwrap_or(1).clamp(1, room);
    let margin = " ".repeat(spot.line.to_string().len());
    // Tabs are kept, so that the carets stand below what they mean.
    let indent: String = line.chars().take(column).map(|c| if c == '\t' { c } else { ' ' }).collect();
    format!("{} | {line}\n{margin} | {indent}{}", spot.line, "^".repeat(length))
}
