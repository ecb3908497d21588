//! A plan on a scratch database that is made like the live one: what its steps take there, and how those that
//! change tables in use are best done.

use super::target::{Comparison, Target};
use crate::canonical;
use crate::error::Fault;
use crate::model::Schema;
use crate::plan::Step;
use crate::proof::{self, Run, choose};
use crate::ui::Ui;
use crate::ui::timings::phase;

impl Target {
    /// Runs a plan on a scratch database that is made like the live one, and notes on each step what
    /// it took there.
    ///
    /// # Errors
    /// When no scratch server is to be had, it does not take what the database holds, or a step
    /// fails.
    pub async fn prove(&self, comparison: &mut Comparison, version: Option<u32>, ui: &Ui) -> Result<(), Fault> {
        // A step that was chosen has run there already.
        if comparison.plan.steps.is_empty() || comparison.plan.steps.iter().any(|step| step.locks.is_some()) {
            return Ok(());
        }
        let mut steps = std::mem::take(&mut comparison.plan.steps);
        let proved =
            choose::choose(&mut steps, false, async |steps| self.tried(comparison, steps, version, ui).await).await;
        comparison.plan.steps = steps;
        proved
    }

    /// Puts into the steps that change tables in use how they are done, where the server has words for that; where
    /// no scratch server says it they stay as they are.
    pub(super) async fn choose(&self, comparison: &mut Comparison, version: Option<u32>, ui: &Ui) {
        if !self.online || !choose::is_open(&comparison.plan.steps) {
            return;
        }
        let mut steps = std::mem::take(&mut comparison.plan.steps);
        let chosen =
            choose::choose(&mut steps, true, async |steps| self.tried(comparison, steps, version, ui).await).await;
        comparison.plan.steps = steps;
        if let Err(fault) = chosen {
            ui.note(&format!("{}: how the tables are best changed is not known: {}", self.name, fault.message));
        }
    }

    async fn tried(
        &self,
        comparison: &Comparison,
        steps: &[Step],
        version: Option<u32>,
        ui: &Ui,
    ) -> Result<Run, Fault> {
        let _timed = phase("prove");
        let Comparison { before, after, .. } = comparison;
        let part = canonical::around(self.dialect(), before, after, steps.iter().map(|step| &step.id));
        if let Some(part) = part {
            // What the part has not may be why it fails.
            let run = self.tried_on(&part, comparison, steps, version, ui).await;
            if run.as_ref().is_ok_and(|run| run.failed.is_none()) {
                return run;
            }
        }
        self.tried_on(before, comparison, steps, version, ui).await
    }

    async fn tried_on(
        &self,
        before: &Schema,
        comparison: &Comparison,
        steps: &[Step],
        version: Option<u32>,
        ui: &Ui,
    ) -> Result<Run, Fault> {
        let Comparison { after, ground, .. } = comparison;
        let mut scratch = self.scratch(version, ui).await?;
        let roles: Vec<&str> = after.roles().into_iter().collect();
        let mut built = scratch.server.roles(&roles).await;
        if built.is_ok() {
            built = canonical::build(self.dialect(), before, ground, &mut scratch.connection).await;
        }
        let mut run = Run::default();
        if built.is_ok() {
            run = proof::run(steps, &mut scratch.connection).await;
        }
        scratch.close().await?;
        built.map(|()| run)
    }
}
