//! Mends the history where a person has decided what is right: a file that was edited without
//! changing the schema, one that is gone for good, a run that was never seen to its end. Only rows
//! of the history change, and what was done is noted beside them with the reason.

use serde::Serialize;

use crate::engine::{Connection, Row};
use crate::error::Fault;
use crate::ui::Ui;

use super::files::Folder;
use super::history::{Applied, History, hex, together};
use super::lock;
use super::options::Settings;
use super::status::{State, Status, compare};

/// What to repair.
#[derive(Clone, Debug, Default)]
pub struct RepairOptions {
    /// The versions; none are guessed.
    pub versions: Vec<i64>,
    /// Why, for those who read the history later.
    pub reason: String,
    /// Count what was not seen to its end as done, instead of having it run anew.
    pub applied: bool,
    /// Only say what would be done.
    pub dry_run: bool,
    /// What every run takes.
    pub settings: Settings,
}

/// What is done to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Its checksum becomes that of the file.
    Adopt,
    /// It is removed: the file is gone for good.
    Forget,
    /// It is removed: the migration runs anew.
    Rerun,
    /// It counts as done.
    Finish,
}

impl Action {
    /// The word in the notes.
    pub fn word(self) -> &'static str {
        match self {
            Action::Adopt => "adopt",
            Action::Forget => "forget",
            Action::Rerun => "rerun",
            Action::Finish => "finish",
        }
    }

    /// What is done, for a person.
    pub fn label(self) -> &'static str {
        match self {
            Action::Adopt => "was edited: its file counts as what ran",
            Action::Forget => "has no file: that it ran is forgotten, what it did to the schema stays",
            Action::Rerun => "was not seen to its end: it runs anew from its beginning with the next `migrate up`",
            Action::Finish => "was not seen to its end: it counts as done",
        }
    }
}

/// A row that was repaired, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The migration's version.
    pub version: i64,
    /// Its name with spaces.
    pub description: String,
    /// What is done to its row.
    pub action: Action,
}

/// The note of a repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// The migration's version.
    pub version: i64,
    /// What was done, one of [`Action::word`].
    pub action: String,
    /// Why.
    pub reason: String,
    /// When, in UTC.
    pub repaired_on: String,
    /// The database's user.
    pub repaired_by: String,
}

/// Repairs rows of the history; all of them or none.
///
/// # Errors
/// When no version is named, one needs no repair, or the server refuses.
pub async fn repair(
    connection: &mut Connection,
    folder: &Folder,
    options: &RepairOptions,
    ui: &Ui,
) -> Result<Vec<Repaired>, Fault> {
    if options.versions.is_empty() {
        let history = History::read(connection).await?;
        return Err(unnamed(&compare(folder, &history)));
    }
    if options.reason.trim().is_empty() {
        return Err(Fault::new("a repair needs a reason, which is noted beside the history")
            .hint("say it with --reason \"what happened\""));
    }
    if options.dry_run {
        let history = History::read(connection).await?;
        return chosen(folder, &history, options);
    }
    lock::acquire(connection, options.settings.wait, ui).await?;
    let result = locked(connection, folder, options, ui).await;
    let released = lock::release(connection).await;
    let repaired = result?;
    released?;
    Ok(repaired)
}

async fn locked(
    connection: &mut Connection,
    folder: &Folder,
    options: &RepairOptions,
    ui: &Ui,
) -> Result<Vec<Repaired>, Fault> {
    let mut history = History::read(connection).await?;
    history.restore(connection, ui).await?;
    let chosen = chosen(folder, &history, options)?;
    let ledger = connection.ledger();
    let table = ledger.repairs_name(history.table());
    connection.execute(&ledger.create_repairs(&table)).await.map_err(|fault| {
        Fault::new("cannot make the table of the history's repairs")
            .detail(fault.message)
            .hint(ledger.history_refused())
    })?;
    let mut statements = Vec::new();
    for Repaired { version, action, .. } in &chosen {
        let was = history.get(*version).map(was).unwrap_or_default();
        statements.push(ledger.insert_repair(&table, *version, action.word(), options.reason.trim(), &was));
        statements.push(match (action, folder.get(*version)) {
            (Action::Adopt, Some(migration)) => history.adopted(ledger, migration),
            (Action::Finish, _) => history.finished(*version),
            (Action::Adopt | Action::Forget | Action::Rerun, _) => history.removed(*version),
        });
    }
    let versions: Vec<i64> = chosen.iter().map(|it| it.version).collect();
    history.unmark(connection, &versions).await?;
    together(connection, &statements).await?;
    Ok(chosen)
}

/// What a row said before.
fn was(applied: &Applied) -> String {
    let Applied { description, installed_on, success, checksum, execution_time, .. } = applied;
    format!("{description}; {installed_on}; success {success}; checksum {}; {execution_time}", hex(checksum))
}

fn chosen(folder: &Folder, history: &History, options: &RepairOptions) -> Result<Vec<Repaired>, Fault> {
    let all = compare(folder, history);
    let mut chosen: Vec<Repaired> = Vec::new();
    for version in &options.versions {
        let Some(status) = all.iter().find(|status| status.version == *version) else {
            return Err(Fault::new(format!(
                "there is no migration of version {version}, in the history or the folder"
            ))
            .hint("`dbtool migrate status` lists them"));
        };
        let action = match (status.state, history.get(*version)) {
            (_, Some(applied)) if !applied.success && options.applied => Action::Finish,
            (_, Some(applied)) if !applied.success => Action::Rerun,
            (State::Edited, _) => Action::Adopt,
            (State::Missing, _) => Action::Forget,
            (state, _) => return Err(needless(status, state)),
        };
        if !chosen.iter().any(|other| other.version == *version) {
            chosen.push(Repaired { version: *version, description: status.description.clone(), action });
        }
    }
    Ok(chosen)
}

/// What needs a repair, where nobody has said what shall be repaired.
fn unnamed(all: &[Status]) -> Fault {
    let wanting: Vec<String> = all
        .iter()
        .filter(|status| matches!(status.state, State::Edited | State::Missing | State::Unfinished))
        .map(|status| format!("{}: {}", status.title(), status.state.label()))
        .collect();
    if wanting.is_empty() {
        return Fault::new("no version is named, and none needs a repair").hint("`dbtool migrate status` lists them");
    }
    Fault::new("no version is named: what shall be repaired?")
        .detail(wanting.join("\n"))
        .hint("name each that you have looked at: `dbtool migrate repair VERSION --reason WHY`")
}

fn needless(status: &Status, state: State) -> Fault {
    let fault = Fault::new(format!("migration {} is {}: there is nothing to repair", status.title(), state.label()));
    match state {
        State::OutOfOrder => fault.hint(
            "run it with `dbtool migrate up --allow-out-of-order`, or mark it as run with `dbtool migrate baseline`",
        ),
        State::Pending => {
            fault.hint("run it with `dbtool migrate up`, or mark it as run with `dbtool migrate baseline`")
        }
        State::Squashed => fault.hint("`dbtool migrate up` counts it as run"),
        State::Between => fault.hint("`dbtool migrate up` says what to do"),
        State::Applied | State::Edited | State::Missing | State::Unfinished => fault,
    }
}

/// The notes of all repairs, the oldest first.
///
/// # Errors
/// When they cannot be read.
pub async fn repairs(connection: &mut Connection) -> Result<Vec<Repair>, Fault> {
    let history = History::read(connection).await?;
    let ledger = connection.ledger();
    let table = ledger.repairs_name(history.table());
    if connection.rows(&ledger.find_table(connection.database(), &table)).await?.is_empty() {
        return Ok(Vec::new());
    }
    let rows = connection.rows(&ledger.read_repairs(&table)).await?;
    let text = |row: &Row, index: usize| row.text(index).unwrap_or_default().to_owned();
    let note = |row: &Row| Repair {
        version: row.text(0).and_then(|version| version.parse().ok()).unwrap_or_default(),
        action: text(row, 1),
        reason: text(row, 2),
        repaired_on: ledger.time(&text(row, 3)),
        repaired_by: text(row, 4),
    };
    let mut notes: Vec<Repair> = rows.iter().map(note).collect();
    // A cluster gives its rows in the order of their hashes.
    notes.sort_by(|left, right| left.repaired_on.cmp(&right.repaired_on));
    Ok(notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        let all = [Action::Adopt, Action::Forget, Action::Rerun, Action::Finish];
        let words: std::collections::BTreeSet<&str> = all.iter().map(|action| action.word()).collect();
        assert_eq!(words.len(), all.len());
    }

    #[test]
    fn what_needs_none_is_not_repaired() {
        let folder = Folder::default();
        let options = RepairOptions { versions: vec![3], reason: "x".to_owned(), ..Default::default() };
        let fault = chosen(&folder, &History::default(), &options).unwrap_err();
        assert!(fault.message.contains("no migration of version 3"), "{fault}");
        assert!(unnamed(&[]).message.contains("none needs a repair"));
    }
}
