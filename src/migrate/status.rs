//! What a history and a folder say of each other.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::engine::Connection;
use crate::error::Fault;

use super::files::{Folder, title};
use super::history::{Applied, History};
use super::squash::{Standing, standing};

/// How a migration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It has run.
    Applied,
    /// It has not run yet.
    Pending,
    /// It has not run yet, although a later one has.
    OutOfOrder,
    /// It has run, and its file was changed since.
    Edited,
    /// It has run, and has no file.
    Missing,
    /// It was begun outside of a transaction and not seen to its end.
    Unfinished,
    /// It sums up others, all of which have run: the next run counts it as run.
    Squashed,
    /// It sums up others, of which only some have run.
    Between,
}

impl State {
    /// The word for people and for JSON.
    pub fn label(self) -> &'static str {
        match self {
            State::Applied => "applied",
            State::Pending => "pending",
            State::OutOfOrder => "out of order",
            State::Edited => "edited",
            State::Missing => "missing",
            State::Unfinished => "unfinished",
            State::Squashed => "squashed",
            State::Between => "between",
        }
    }

    /// Whether a person must do something before migrations can run. What is unfinished is not of
    /// these: the next run finishes it.
    pub fn is_problem(self) -> bool {
        matches!(self, State::OutOfOrder | State::Edited | State::Missing | State::Between)
    }
}

/// One migration's standing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Its version.
    pub version: i64,
    /// Its name with spaces.
    pub description: String,
    /// How it stands.
    pub state: State,
    /// When it ran, in UTC.
    pub installed_on: Option<String>,
    /// How long it took in nanoseconds, where that is known.
    pub execution_time: Option<i64>,
    /// Whether it has a way back.
    pub reversible: bool,
    /// Whether it runs in a transaction.
    pub transactional: bool,
}

impl Status {
    /// How messages name it.
    pub fn title(&self) -> String {
        title(self.version, &self.description)
    }
}

/// Every migration of the folder and the history by version. Nothing is changed.
///
/// # Errors
/// When the history cannot be read.
pub async fn status(connection: &mut Connection, folder: &Folder) -> Result<Vec<Status>, Fault> {
    Ok(compare(folder, &History::read(connection).await?))
}

/// The same, of what was read.
pub fn compare(folder: &Folder, history: &History) -> Vec<Status> {
    let last = history.last();
    // What a squashed migration replaces has no file and needs none, until the history says so too.
    let mut summed = BTreeSet::new();
    let mut all: Vec<Status> = folder
        .migrations
        .iter()
        .map(|migration| {
            let applied = history.get(migration.version);
            let replaced = migration.replaced();
            let standing = standing(migration, &replaced, history);
            if matches!(standing, Standing::Adoptable | Standing::Between(_)) {
                summed.extend(replaced.iter().map(|it| it.version));
            }
            let state = match applied {
                _ if standing == Standing::Adoptable => State::Squashed,
                _ if matches!(standing, Standing::Between(_)) => State::Between,
                Some(applied) if !applied.success => State::Unfinished,
                Some(applied) if !migration.up.matches(&applied.checksum) => State::Edited,
                Some(_) => State::Applied,
                None if last.is_some_and(|last| migration.version < last) => State::OutOfOrder,
                None => State::Pending,
            };
            Status {
                version: migration.version,
                description: migration.description.clone(),
                state,
                installed_on: applied.map(|applied| applied.installed_on.clone()),
                execution_time: applied.map(|applied| applied.execution_time).filter(|time| *time >= 0),
                reversible: migration.down.is_some(),
                transactional: migration.up.transactional,
            }
        })
        .collect();
    let gone = |applied: &&Applied| folder.get(applied.version).is_none() && !summed.contains(&applied.version);
    all.extend(history.applied.iter().filter(gone).map(|applied| Status {
        version: applied.version,
        description: applied.description.clone(),
        state: State::Missing,
        installed_on: Some(applied.installed_on.clone()),
        execution_time: Some(applied.execution_time).filter(|time| *time >= 0),
        reversible: false,
        transactional: true,
    }));
    all.sort_by_key(|status| status.version);
    all
}

/// Refuses what must not be run over: one fault for each kind of problem, all its migrations named.
///
/// # Errors
/// When a migration is missing or was edited, or is out of order and that is not allowed.
pub(super) fn refuse(folder: &Folder, all: &[Status], allow_out_of_order: bool) -> Result<(), Fault> {
    let of = |state: State| -> Vec<&Status> { all.iter().filter(|status| status.state == state).collect() };
    let list = |found: &[&Status]| found.iter().map(|status| status.title()).collect::<Vec<_>>().join("\n");
    let missing = of(State::Missing);
    if !missing.is_empty() {
        return Err(Fault::new(format!(
            "{} that ran on this database {} no file in {}",
            count(missing.len()),
            if missing.len() == 1 { "has" } else { "have" },
            folder.path.display()
        ))
        .detail(list(&missing))
        .hint(
            "restore the files from version control: is this the right folder, branch and database? Where they are gone \
             for good, `dbtool migrate repair VERSION --reason WHY` forgets that they ran",
        ));
    }
    if let Some(status) = of(State::Between).first() {
        return Err(between(folder, status));
    }
    let edited = of(State::Edited);
    if !edited.is_empty() {
        return Err(Fault::new(format!(
            "{} that ran on this database {} changed since",
            count(edited.len()),
            if edited.len() == 1 { "was" } else { "were" }
        ))
        .detail(list(&edited))
        .hint(
            "restore the files from version control and write the change as a new migration: `dbtool migrate new`. Where \
             the edit changes nothing in the schema, `dbtool migrate repair VERSION --reason WHY` takes the file as it is",
        ));
    }
    let late = of(State::OutOfOrder);
    if !late.is_empty() && !allow_out_of_order {
        let have = if late.len() == 1 { "has" } else { "have" };
        return Err(Fault::new(format!("{} {have} not run yet, although a later one has", count(late.len())))
            .detail(list(&late))
            .hint("give it a version later than the last one that ran, or run it as it is with --allow-out-of-order"));
    }
    Ok(())
}

/// A database that ran some of what was squashed since.
fn between(folder: &Folder, status: &Status) -> Fault {
    let all = folder.get(status.version).map(super::Migration::replaced).unwrap_or_default();
    let list: Vec<String> = all.iter().map(super::squash::Replaced::title).collect();
    Fault::new(format!("migration {} sums up others, and this database ran only some of them", status.title()))
        .detail(list.join("\n"))
        .hint(format!(
            "run them as they were: `dbtool migrate up --to {}` with the files of the revision before the squash, or with \
             `--migrations` naming the folder `squashed`, and come back",
            status.version
        ))
}

fn count(number: usize) -> String {
    if number == 1 { "1 migration".to_owned() } else { format!("{number} migrations") }
}
