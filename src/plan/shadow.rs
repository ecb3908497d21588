//! Changes that are made beside what is in use, where that is asked for: a column's new type in a
//! shadow column, which takes its place at the end.

use super::{Action, Plan, Step};
use crate::engine::{Dialect, Sides};
use crate::model::ObjectId;

/// Puts the steps of a shadow column in the place of those that would write a table anew. Where that
/// cannot be, the dangers of the step say why.
pub fn with_shadows(dialect: &dyn Dialect, sides: Sides<'_>, plan: &mut Plan) {
    // What a run that was broken off has left has the names that are to come.
    let left = |step: &Step| step.action == Action::Drop && dialect.is_left_over(&step.id, sides.before);
    plan.steps.sort_by_key(|step| !left(step));
    for change in &plan.changes {
        let (Some(before), Some(after)) = (&change.before, &change.after) else { continue };
        let statements = match dialect.shadow(&change.id, before, after, sides) {
            None => continue,
            Some(Err(reason)) => {
                let steps = plan.steps.iter_mut().filter(|step| step.id == change.id);
                if let Some(hazard) = steps.flat_map(|step| &mut step.hazards).next() {
                    hazard.message.push_str(&format!("; by a shadow column it cannot be made: {reason}"));
                }
                continue;
            }
            Some(Ok(statements)) => statements,
        };
        // Its own steps, and those of its parts, which the swap sees to.
        let own = |id: &ObjectId| *id == change.id || id.is_within(&change.id);
        let Some(at) = plan.steps.iter().position(|step| own(&step.id)) else { continue };
        plan.steps.retain(|step| !own(&step.id));
        let steps = statements.into_iter().map(|statement| Step::new(Action::Alter, change.id.clone(), statement));
        plan.steps.splice(at..at, steps);
    }
}
