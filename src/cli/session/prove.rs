//! A plan on a scratch database that is made like the live one: what its steps take there, how those that change
//! tables in use are best done, and whether they lead where they should and back.

use super::target::{Comparison, Target};
use crate::canonical;
use crate::error::Fault;
use crate::migrate::script;
use crate::model::Schema;
use crate::plan::rename::Rename;
use crate::plan::{Action, Step};
use crate::proof::way::{Proof, Way};
use crate::proof::{self, Run, choose};
use crate::ui::Ui;
use crate::ui::timings::phase;

impl Target {
    /// Runs a plan on a scratch database that is made like the live one, and back, where tables that it is about hold
    /// rows; notes on each step what it took there. None where there is nothing to prove.
    ///
    /// # Errors
    /// When no scratch server is to be had, it does not take what the database holds, a step fails, the plan leads
    /// elsewhere, its way back does not come back, or rows are lost without a step that says so.
    pub async fn prove(
        &self,
        comparison: &mut Comparison,
        version: Option<u32>,
        ui: &Ui,
    ) -> Result<Option<Proof>, Fault> {
        let mut steps = std::mem::take(&mut comparison.plan.steps);
        let proved = self.proved(comparison, &mut steps, version, ui).await;
        comparison.plan.steps = steps;
        proved
    }

    async fn proved(
        &self,
        comparison: &Comparison,
        steps: &mut Vec<Step>,
        version: Option<u32>,
        ui: &Ui,
    ) -> Result<Option<Proof>, Fault> {
        if steps.is_empty() {
            return Ok(None);
        }
        let mut proof = None;
        // What was chosen has run there already, and says what it takes.
        if steps.iter().any(|step| step.locks.is_some()) {
            let (run, found) = self.tried(comparison, steps, true, version, ui).await?;
            return run.failed.map_or(Ok(Some(found)), Err);
        }
        choose::choose(steps, false, async |steps| {
            let (run, found) = self.tried(comparison, steps, true, version, ui).await?;
            proof = Some(found);
            Ok(run)
        })
        .await?;
        Ok(proof)
    }

    /// Puts into the steps that change tables in use how they are done, where the server has words for that; where
    /// no scratch server says it they stay as they are.
    pub(super) async fn choose(&self, comparison: &mut Comparison, version: Option<u32>, ui: &Ui) {
        if !self.online || !choose::is_open(&comparison.plan.steps) {
            return;
        }
        let mut steps = std::mem::take(&mut comparison.plan.steps);
        let mut failed = false;
        let tried = async |steps: &[Step]| {
            failed = false;
            let (run, _) = self.tried(comparison, steps, false, version, ui).await?;
            failed = run.failed.is_some();
            Ok(run)
        };
        let chosen = choose::choose(&mut steps, true, tried).await;
        comparison.plan.steps = steps;
        if let Err(fault) = chosen {
            // A statement that the server refuses there it refuses here, when those before it are done.
            comparison.doomed = failed.then(|| fault.clone());
            ui.note(&format!("{}: how the tables are best changed is not known: {}", self.name, fault.message));
        }
    }

    async fn tried(
        &self,
        comparison: &Comparison,
        steps: &[Step],
        proving: bool,
        version: Option<u32>,
        ui: &Ui,
    ) -> Result<(Run, Proof), Fault> {
        let _timed = phase("prove");
        let Comparison { before, after, .. } = comparison;
        let part = canonical::around(self.dialect(), before, after, steps.iter().map(|step| &step.id));
        if let Some(part) = part {
            // What the part has not may be why it fails.
            let tried = self.tried_on(&part, comparison, steps, proving, version, ui).await;
            if tried.as_ref().is_ok_and(|(run, _)| run.failed.is_none()) {
                return tried;
            }
        }
        self.tried_on(before, comparison, steps, proving, version, ui).await
    }

    async fn tried_on(
        &self,
        made: &Schema,
        comparison: &Comparison,
        steps: &[Step],
        proving: bool,
        version: Option<u32>,
        ui: &Ui,
    ) -> Result<(Run, Proof), Fault> {
        let (run, proof) = self.tried_once(made, comparison, steps, (proving, proving), version, ui).await?;
        let obstacle = run.failed.as_ref().filter(|fault| proving && self.engine.ledger().refuses_rows(fault));
        let Some(obstacle) = obstacle else { return Ok((run, proof)) };
        // It may run where the rows are others, as it does where there are none.
        let (run, mut proof) = self.tried_once(made, comparison, steps, (proving, false), version, ui).await?;
        proof.depends.insert(0, obstacle.message.clone());
        Ok((run, proof))
    }

    async fn tried_once(
        &self,
        made: &Schema,
        comparison: &Comparison,
        steps: &[Step],
        (proving, with_rows): (bool, bool),
        version: Option<u32>,
        ui: &Ui,
    ) -> Result<(Run, Proof), Fault> {
        let Comparison { before, after, ground, plan, .. } = comparison;
        let mut scratch = self.scratch(version, ui).await?;
        let roles: Vec<&str> = after.roles().into_iter().collect();
        let mut built = scratch.server.roles(&roles).await;
        if built.is_ok() {
            built = canonical::build(self.dialect(), made, ground, &mut scratch.connection).await;
        }
        let connection = &mut scratch.connection;
        let tried = match built {
            Err(fault) => Err(fault),
            Ok(()) if !proving => Ok((proof::run(steps, connection).await, Proof::default())),
            Ok(()) => {
                let renames: Vec<Rename> = plan
                    .changes
                    .iter()
                    .filter(|change| change.action == Action::Rename)
                    .filter_map(|change| {
                        Some(Rename { from: change.from.clone()?, to: change.id.clone(), place: change.place.clone() })
                    })
                    .collect();
                let clear = |schema: &mut Schema| {
                    comparison.clear(schema);
                    // What a user has on others' tables is not theirs.
                    schema.objects.retain(|id, _| {
                        made.objects.contains_key(id)
                            || after.objects.contains_key(id)
                            || !ground.objects.contains_key(id) && !ground.objects.contains_key(id.root())
                    });
                };
                let way = Way {
                    dialect: self.dialect(),
                    before,
                    made,
                    after,
                    renames: &renames,
                    words: &steps.iter().flat_map(|step| script::words(&step.sql)).collect(),
                    assigned: &steps.iter().flat_map(|step| script::assigned(&step.sql)).collect(),
                    clear: &clear,
                };
                way.run(steps, with_rows, connection).await
            }
        };
        scratch.close().await?;
        tried
    }
}
