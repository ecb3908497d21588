//! Whether the migrations load on an empty database, reach the model, and come back.

use crate::diff::{Change, diff, list};
use crate::engine::rows::{Fate, Loss};
use crate::error::Fault;
use crate::model::Schema;

use super::files::{Folder, Migration, Script};
use super::ignore;
use super::new::settle;
use super::replay::{Replay, Setting};
use super::rows::{self, Rows};

/// The code by which a file says that it loses data on purpose.
const LOSES: &str = "DELETES_DATA";

/// What is wrong with a migration.
#[derive(Clone, Debug)]
pub enum Problem {
    /// It does not load; those after it were not tried.
    Up(Fault),
    /// Its way back fails.
    Down(Fault),
    /// Its way back runs and leaves these differences to what was there before.
    NotBack(Vec<Change>),
}

impl Problem {
    /// The problem for a person.
    pub fn fault(&self, migration: &Checked) -> Fault {
        match self {
            Problem::Up(fault) | Problem::Down(fault) => fault.clone(),
            Problem::NotBack(changes) => Fault::new(format!(
                "the way back of {} does not come back to what was there before",
                super::files::title(migration.version, &migration.description)
            ))
            .detail(list(changes))
            .hint(
                "correct its .down.sql: those that ran are not changed by that, for the history keeps the way up alone",
            ),
        }
    }
}

/// What came of one migration.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Its version.
    pub version: i64,
    /// Its name with spaces.
    pub description: String,
    /// Whether it has a way back.
    pub reversible: bool,
    /// What is wrong with it.
    pub problem: Option<Problem>,
    /// What came of it on rows; none where it was not run on any.
    pub rows: Option<Rows>,
    /// What is wrong with it on rows.
    pub on_rows: Vec<Fault>,
}

/// What came of all.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// The migrations in order; where one does not load, it is the last.
    pub migrations: Vec<Checked>,
    /// What the model has and the migrations do not give, or the other way round.
    pub drift: Vec<Change>,
}

impl Check {
    /// Whether all is well: exit code 0, else 2.
    pub fn is_clean(&self) -> bool {
        let whole = |migration: &Checked| migration.problem.is_none() && migration.on_rows.is_empty();
        self.drift.is_empty() && self.migrations.iter().all(whole)
    }

    /// What is wrong, for people.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults: Vec<Fault> = Vec::new();
        for migration in &self.migrations {
            faults.extend(migration.problem.as_ref().map(|problem| problem.fault(migration)));
            faults.extend(migration.on_rows.iter().cloned());
        }
        if !self.drift.is_empty() {
            faults.push(
                Fault::new("the migrations do not reach the model")
                    .detail(list(&self.drift))
                    .hint("`dbtool migrate new TARGET NAME` writes the migration that does"),
            );
        }
        faults
    }
}

/// Runs every migration up on a scratch database, compares with the model where there is one, and
/// runs every way back, each compared with what was there before.
///
/// # Errors
/// When no scratch server is to be had, or the model is wrong in its eyes. What is wrong with the
/// migrations is no error but the result.
pub async fn check(setting: Setting<'_>, folder: &Folder, model: Option<&Schema>) -> Result<Check, Fault> {
    if let Some(model) = model {
        setting.scratch.roles(&model.roles().into_iter().collect::<Vec<_>>()).await?;
    }
    let mut replay = Replay::open(&setting).await?;
    let mut check = Check::default();
    // One state more than migrations that have loaded.
    let mut states = vec![replay.read(&setting).await?];
    for migration in &folder.migrations {
        let rows = on_rows(setting, folder, migration, &mut replay).await;
        let loaded = replay.up(folder, Some(migration.version)).await;
        let failed = loaded.is_err();
        let mut checked = checked(migration, loaded.err().map(Problem::Up));
        if failed {
            check.migrations.push(checked);
            break;
        }
        let state = replay.read(&setting).await?;
        let rows = rows?;
        checked.on_rows = findings(migration, &rows, &state);
        checked.rows = Some(rows);
        check.migrations.push(checked);
        states.push(state);
    }
    if states.len() > folder.migrations.len()
        && let (Some(model), Some(last)) = (model, states.last())
    {
        let settled = settle(setting, model, last).await?;
        check.drift = diff(last, &settled);
    }
    back(setting, folder, &states, &mut replay, &mut check).await?;
    replay.close().await?;
    Ok(check)
}

fn checked(migration: &Migration, problem: Option<Problem>) -> Checked {
    Checked {
        version: migration.version,
        description: migration.description.clone(),
        reversible: migration.down.as_ref().is_some_and(|down| down.irreversible().is_none()),
        problem,
        rows: None,
        on_rows: Vec::new(),
    }
}

/// Runs one migration on rows, and back.
async fn on_rows(
    setting: Setting<'_>,
    folder: &Folder,
    migration: &Migration,
    replay: &mut Replay,
) -> Result<Rows, Fault> {
    rows::prove(setting, replay, folder, &[migration]).await
}

/// What is wrong with a migration on rows, beside what its schema shows: a table or column that goes
/// is seen there, and `lint` speaks of it.
fn findings(migration: &Migration, rows: &Rows, up: &Schema) -> Vec<Fault> {
    let title = migration.title();
    let place = |script: &Script| Some(script.place(0));
    let mut found = Vec::new();
    if let Some(fault) = &rows.failed {
        found.push(Fault { message: format!("where there are rows, {}", fault.message), ..fault.clone() });
    }
    let shown = |losses: &[Loss]| -> Vec<String> {
        losses.iter().filter(|loss| loss.fate != Fate::Gone).map(ToString::to_string).collect()
    };
    let lost = shown(&rows.lost);
    if !lost.is_empty() && !ignore::is_ignored(&migration.up.sql, LOSES) {
        found.push(
            Fault::new(format!("migration {title} loses data that the schema has a place for"))
                .at(place(&migration.up))
                .detail(lost.join("\n"))
                .hint(format!(
                    "keep it; or, if it is to go, say so in the file: `-- dbtool: ignore-file {LOSES}: REASON`"
                )),
        );
    }
    found.extend(elsewhere(rows.after.as_ref(), Some(up), "up", &title));
    let Some(down) = &migration.down else { return found };
    let lost = shown(&rows.not_back);
    if !lost.is_empty() && !ignore::is_ignored(&down.sql, LOSES) {
        found.push(
            Fault::new(format!("the way back of {title} does not bring back what was there before"))
                .at(place(down))
                .detail(lost.join("\n"))
                .hint(format!(
                    "keep it; or, if it cannot come back, say so in the file: `-- dbtool: ignore-file {LOSES}: REASON`"
                )),
        );
    }
    found
}

/// Whether what was read after a way on rows is not what it leads to without any.
fn elsewhere(there: Option<&Schema>, wanted: Option<&Schema>, way: &str, title: &str) -> Option<Fault> {
    let changes = diff(there?, wanted?);
    let fault = || {
        Fault::new(format!("where there are rows, the way {way} of {title} leads elsewhere"))
            .detail(list(&changes))
            .hint("does it look at the rows to decide what to do?")
    };
    (!changes.is_empty()).then(fault)
}

/// Goes down from the last that has loaded. Where that does not come back, it goes on from a new
/// database, so that one fault does not hide behind another.
async fn back(
    setting: Setting<'_>,
    folder: &Folder,
    states: &[Schema],
    replay: &mut Replay,
    check: &mut Check,
) -> Result<(), Fault> {
    // A folder that ends in what does not load can still be undone below it.
    let mut stale = false;
    for (index, migration) in folder.migrations.iter().enumerate().take(states.len() - 1).rev() {
        if migration.down.as_ref().is_none_or(|down| down.irreversible().is_some()) {
            stale = true;
            continue;
        }
        if stale {
            let fresh = Replay::open(&setting).await?;
            std::mem::replace(replay, fresh).close().await?;
            replay.up(folder, Some(migration.version)).await?;
        }
        let problem = match replay.down(folder).await {
            Err(fault) => Some(Problem::Down(fault)),
            Ok(()) => {
                let there = replay.read(&setting).await?;
                let changes = states.get(index).map(|before| diff(&there, before)).unwrap_or_default();
                (!changes.is_empty()).then_some(Problem::NotBack(changes))
            }
        };
        stale = problem.is_some();
        if let Some(checked) = check.migrations.get_mut(index) {
            if problem.is_none() {
                let back = checked.rows.as_ref().and_then(|rows| rows.back.as_ref());
                checked.on_rows.extend(elsewhere(back, states.get(index), "back", &migration.title()));
            }
            checked.problem = problem;
        }
    }
    Ok(())
}
