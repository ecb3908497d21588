//! A migration proved on data: a copy of the scratch database gets rows in the tables that the
//! migration is about, and what they held is looked for after its way up and after its way back.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Ledger;
use crate::engine::rows::{Contents, Loss, Seeded, losses};
use crate::error::Fault;
use crate::model::Schema;

use super::files::{Folder, Migration};
use super::history::HISTORY_TABLE;
use super::replay::{Replay, Setting};
use super::script;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The tables that held rows, each with their number.
    pub tables: Vec<(String, u64)>,
    /// The tables that took none, each with the reason: nothing was proved of their rows.
    pub bare: Vec<(String, String)>,
    /// Where the way up or the way back depends on what the rows hold: the server's words.
    pub depends: Vec<Fault>,
    /// What fails with rows whatever they hold.
    pub failed: Option<Fault>,
    /// What the way up loses.
    pub lost: Vec<Loss>,
    /// What the way back does not bring back beyond that.
    pub not_back: Vec<Loss>,
    /// What was read after the way up; none where it did not come to its end.
    pub(super) after: Option<Schema>,
    /// What was read after the way back.
    pub(super) back: Option<Schema>,
}

impl Rows {
    /// What is to be told of it, a line for each: which tables held rows, which did not and why.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.tables.is_empty() {
            let tables: Vec<String> = self.tables.iter().map(|(name, count)| format!("{name} ({count})")).collect();
            lines.push(format!("proved on rows of {}", tables.join(", ")));
        }
        lines.extend(self.bare.iter().map(|(name, why)| format!("not proved on rows of {name}: {why}")));
        lines.extend(self.depends.iter().map(|fault| format!("depends on what the rows hold: {}", fault.message)));
        lines
    }
}

/// Proves these migrations, which follow on what has run on `replay`. That is left as it is.
///
/// # Errors
/// When the scratch server fails. What is wrong with the migrations is no error but the result.
pub(super) async fn prove(
    setting: Setting<'_>,
    replay: &mut Replay,
    folder: &Folder,
    migrations: &[&Migration],
) -> Result<Rows, Fault> {
    let scripts = migrations.iter().flat_map(|it| [Some(&it.up), it.down.as_ref()]).flatten();
    let mut words: BTreeSet<String> = scripts.flat_map(|script| script::words(&script.sql)).collect();
    words.remove(HISTORY_TABLE);
    if !replay.connection.knows(&words).await? {
        return Ok(Rows::default());
    }
    let trial = Trial { setting, folder, migrations, words: &words };
    let mut bare = BTreeMap::new();
    let mut rows = trial.attempt(replay, None, &bare).await?;
    let mut given = None;
    // Where some rows are in the way, those that the schema takes afterwards may not be; and a table
    // whose every row is in the way keeps no other from being proved.
    for _ in 0..TABLES_IN_THE_WAY {
        let Some(obstacle) = rows.obstacle() else { break };
        if given.is_none() {
            given = Some(trial.ahead(replay).await?);
        } else if let Some(table) = replay.connection.ledger().refused_table(&obstacle) {
            bare.insert(table, format!("the migration takes none: {}", obstacle.message));
        } else {
            break;
        }
        let depends = std::mem::take(&mut rows.depends);
        rows = trial.attempt(replay, given.as_ref(), &bare).await?;
        rows.depends.splice(0..0, depends);
    }
    if rows.obstacle().is_some() {
        let tables = std::mem::take(&mut rows.tables);
        rows.bare.extend(tables.into_iter().map(|(name, _)| (name, "no rows were found that it takes".to_owned())));
    }
    rows.depends.dedup();
    Ok(rows)
}

/// Whether scripts give a column values, in whatever case they write its name.
fn is_assigned(assigned: &BTreeSet<String>, column: &str) -> bool {
    assigned.contains(column) || assigned.contains(&column.to_lowercase())
}

/// How many tables may be found to take no rows before the search is given up.
const TABLES_IN_THE_WAY: usize = 8;

struct Trial<'a> {
    setting: Setting<'a>,
    folder: &'a Folder,
    migrations: &'a [&'a Migration],
    words: &'a BTreeSet<String>,
}

impl Trial<'_> {
    async fn attempt(
        &self,
        replay: &mut Replay,
        given: Option<&Contents>,
        bare: &BTreeMap<String, String>,
    ) -> Result<Rows, Fault> {
        let mut copy = replay.copy(self.setting.scratch).await?;
        let seeded = copy.connection.seed(self.words, given, bare).await?;
        let rows = self.run(&mut copy, &seeded).await?;
        copy.close().await?;
        Ok(rows)
    }

    /// Rows that the schema takes after the way up.
    async fn ahead(&self, replay: &mut Replay) -> Result<Contents, Fault> {
        let mut copy = replay.copy(self.setting.scratch).await?;
        let mut given = Contents::default();
        if self.up(&mut copy).await.is_ok() {
            let there = copy.connection.seed(self.words, None, &BTreeMap::new()).await?;
            given = copy.connection.contents(&there).await?;
        }
        copy.close().await?;
        Ok(given)
    }

    async fn up(&self, replay: &mut Replay) -> Result<(), Fault> {
        for migration in self.migrations {
            replay.up(self.folder, Some(migration.version)).await?;
        }
        Ok(())
    }

    async fn run(&self, replay: &mut Replay, seeded: &Seeded) -> Result<Rows, Fault> {
        let mut rows =
            Rows { tables: seeded.tables.values().cloned().collect(), bare: seeded.bare.clone(), ..Rows::default() };
        rows.tables.sort();
        let before = replay.connection.contents(seeded).await?;
        if let Err(fault) = self.up(replay).await {
            rows.stop(fault, replay.connection.ledger());
            return Ok(rows);
        }
        let mut assigned: BTreeSet<String> =
            self.migrations.iter().flat_map(|it| script::assigned(&it.up.sql)).collect();
        let there = replay.connection.contents_again(&before).await?;
        rows.lost = losses(&before, &there, &|column| is_assigned(&assigned, column));
        rows.after = Some(replay.read(&self.setting).await?);
        for migration in self.migrations.iter().rev() {
            let Some(down) = migration.down.as_ref().filter(|down| down.irreversible().is_none()) else {
                return Ok(rows);
            };
            assigned.extend(script::assigned(&down.sql));
            if let Err(fault) = replay.down(self.folder).await {
                rows.stop(fault, replay.connection.ledger());
                return Ok(rows);
            }
        }
        let back = replay.connection.contents_again(&before).await?;
        let lost = losses(&before, &back, &|column| is_assigned(&assigned, column));
        // What the way up lost cannot come back, and where rows are gone their values are too.
        let known = |loss: &Loss| {
            let lost = rows.lost.iter().filter(|known| known.table == loss.table);
            lost.into_iter().any(|known| known.column.is_none() || known.column == loss.column)
        };
        rows.not_back = lost.into_iter().filter(|loss| !known(loss)).collect();
        rows.back = Some(replay.read(&self.setting).await?);
        Ok(rows)
    }
}

impl Rows {
    /// What stopped the way up, where it is the rows' own values.
    fn obstacle(&self) -> Option<Fault> {
        let stopped = self.after.is_none() && self.failed.is_none();
        self.depends.last().filter(|_| stopped).cloned()
    }

    fn stop(&mut self, fault: Fault, ledger: &dyn Ledger) {
        if ledger.refuses_rows(&fault) {
            self.depends.push(fault);
        } else {
            self.failed = Some(fault);
        }
    }
}
