//! From what differs to the statements that mend it, in the order in which they must run.

mod decide;
mod exchange;
mod graph;
mod heirs;
mod join;
pub(crate) mod names;
mod order;
pub mod rename;
pub mod shadow;
mod step;

use std::collections::BTreeSet;

pub use crate::engine::Hazard;
pub(crate) use decide::dependents;
pub use step::{Action, Reversible, Step};

use crate::diff::{Change, diff, is_of_gone_role};
use crate::engine::{Alteration, Dialect, Sides};
use crate::error::Fault;
use crate::model::{ObjectId, Schema};

/// What differs, and what mends it.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The objects that are not the same on both sides.
    pub changes: Vec<Change>,
    /// The statements in order.
    pub steps: Vec<Step>,
}

/// Plans how one schema becomes another. Both are in the server's own words, with what its
/// catalog says of dependencies; or `after` is as written, and its order is guessed by names.
///
/// # Errors
/// When the engine cannot make a change at all, or the rules of order leave a circle.
pub fn plan(dialect: &dyn Dialect, before: &Schema, after: &Schema) -> Result<Plan, Fault> {
    plan_as(dialect, Sides { before, after, online: false })
}

/// The same in the words of the model as they are, where those parts are made by statements of their own and
/// not by their parents'.
///
/// # Errors
/// As [`plan`].
pub fn plan_apart(
    dialect: &dyn Dialect,
    before: &Schema,
    after: &Schema,
    apart: &BTreeSet<ObjectId>,
) -> Result<Plan, Fault> {
    planned(dialect, Sides { before, after, online: false }, apart)
}

/// Lets the steps make the very expressions that were shown ([`Dialect::faithful`]).
pub fn be_faithful(dialect: &dyn Dialect, steps: &mut [Step]) {
    for step in steps {
        step.sql = dialect.faithful(std::mem::take(&mut step.sql));
    }
}

/// The same; where `sides` say so, tables that are in use are changed in steps that block nobody for
/// long, many of them outside of a transaction.
///
/// # Errors
/// As [`plan`].
pub fn plan_as(dialect: &dyn Dialect, sides: Sides<'_>) -> Result<Plan, Fault> {
    let mut plan = planned(dialect, sides, &BTreeSet::new())?;
    be_faithful(dialect, &mut plan.steps);
    Ok(plan)
}

fn planned(dialect: &dyn Dialect, sides: Sides<'_>, apart: &BTreeSet<ObjectId>) -> Result<Plan, Fault> {
    let Sides { before, after, online } = sides;
    if before.objects.is(&after.objects) {
        return Ok(Plan::default());
    }
    let filtered = (!after.external.is_empty()).then(|| {
        let mut before = before.clone();
        before.leave_to_others(&after.external);
        before
    });
    let before = filtered.as_ref().unwrap_or(before);
    let kept = keep_unmanaged(before, after);
    let after = kept.as_ref().unwrap_or(after);
    let changes = diff(before, after);
    if changes.is_empty() {
        return Ok(Plan::default());
    }
    let mut sides = Sides { before, after, online };
    if let Some((id, reason)) = dialect.refusals(sides).into_iter().next() {
        let place = after.objects.get(&id).and_then(|entry| entry.place.clone());
        return Err(Fault::new(format!("{} {id} cannot be made so", id.kind)).at(place).hint(reason));
    }
    let inherited = heirs::hand_down(dialect, sides, &changes);
    let dependents = dependents(before);
    let mut anew = BTreeSet::new();
    let graph = loop {
        let decisions = decide::decide(dialect, sides, &dependents, &inherited, &anew)?;
        // A table that is not there for a while is away within one transaction.
        if sides.online && !decisions.rebuilt.is_empty() {
            sides.online = false;
            continue;
        }
        match graph::build(dialect, sides, &dependents, decisions, apart) {
            Ok(graph) => break graph,
            // What is built beside what it replaces needs both sides at once, which no order may have: then
            // the one goes before the other comes.
            Err(round) if round.beside.iter().any(|id| !anew.contains(id)) => anew.extend(round.beside),
            Err(round) => return Err(round.fault),
        }
    };
    let mut steps = Vec::new();
    for node in graph {
        let stays = no_way_back(dialect, node.id, sides);
        for statement in node.statements {
            let mut step = Step::new(node.action, node.id.clone(), statement);
            if stays && node.action == Action::Alter {
                step.reversible = Reversible::No;
            }
            steps.push(step);
        }
    }
    Ok(Plan { changes, steps })
}

/// Whether what an object is made cannot be made what it was.
fn no_way_back(dialect: &dyn Dialect, id: &ObjectId, sides: Sides<'_>) -> bool {
    let Sides { before, after, online } = sides;
    let (Some(old), Some(new)) = (before.get(id), after.get(id)) else { return false };
    let back = Sides { before: after, after: before, online };
    old != new && matches!(dialect.alter(id, new, old, back), Alteration::Impossible(_))
}

/// The wanted side with those facets of what is there that it leaves to the database, so that they
/// come back where their object has to be made anew; none where there are no such.
fn keep_unmanaged(before: &Schema, after: &Schema) -> Option<Schema> {
    let left_alone = |id: &ObjectId| {
        !after.manages(id.kind)
            && !after.objects.contains_key(id)
            && before.holder(id).is_some_and(|holder| after.objects.contains_key(holder))
            && !before.get(id).is_some_and(|object| is_of_gone_role(id, object, before, after))
    };
    let kept: Vec<_> = before.objects.iter().filter(|(id, _)| left_alone(id)).collect();
    if kept.is_empty() {
        return None;
    }
    let mut after = after.clone();
    after.objects.extend(kept.into_iter().map(|(id, entry)| (id.clone(), entry.clone())));
    Some(after)
}
