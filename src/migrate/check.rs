//! Whether the migrations load on an empty database, reach the model, and come back.

use crate::diff::{Change, diff};
use crate::error::Fault;
use crate::model::Schema;

use super::files::{Folder, Migration};
use super::new::settle;
use super::replay::{Replay, Setting, list};

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
        self.drift.is_empty() && self.migrations.iter().all(|migration| migration.problem.is_none())
    }

    /// What is wrong, for people.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults: Vec<Fault> = self
            .migrations
            .iter()
            .filter_map(|migration| migration.problem.as_ref().map(|problem| problem.fault(migration)))
            .collect();
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
        let loaded = replay.up(folder, Some(migration.version)).await;
        let failed = loaded.is_err();
        check.migrations.push(checked(migration, loaded.err().map(Problem::Up)));
        if failed {
            break;
        }
        states.push(replay.read(&setting).await?);
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
        reversible: migration.down.is_some(),
        problem,
    }
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
        if migration.down.is_none() {
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
            checked.problem = problem;
        }
    }
    Ok(())
}
