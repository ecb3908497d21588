//! How each change of a table in use is to be done: as cheaply as the server does it, and stated, so that another
//! server refuses rather than do more. Clauses that are one statement are parted where that is cheaper.

use std::collections::BTreeSet;

use super::Run;
use crate::engine::{Statement, Taken};
use crate::error::Fault;
use crate::model::{Object, ObjectId, Schema};
use crate::plan::{Action, Step};

/// Whether there is a choice at all: a step that changes a table which was there before.
pub fn is_open(steps: &[Step]) -> bool {
    let made = made(steps);
    steps.iter().any(|step| is_choosable(step, &made))
}

/// Puts into the steps how they are done, and notes what they take. `run` runs steps on a fresh scratch database
/// that is like the one that they are for; where `asserted` is not said they stay as they are, and are measured.
///
/// # Errors
/// When there is no scratch database, or a step fails there: the steps are as they were then.
pub async fn choose(
    steps: &mut Vec<Step>,
    asserted: bool,
    mut run: impl AsyncFnMut(&[Step]) -> Result<Run, Fault>,
) -> Result<(), Fault> {
    let first = run(steps).await?;
    if let Some(fault) = first.failed {
        return Err(fault);
    }
    let mut pieces: Vec<Piece> = steps.iter().cloned().zip(first.taken).map(|piece| vec![piece]).collect();
    let made: BTreeSet<ObjectId> = made(steps).into_iter().cloned().collect();
    let choosable = |step: &Step| is_choosable(step, &made.iter().collect());
    if asserted {
        part(&mut pieces, first.made.as_ref(), &choosable, &mut run).await?;
    }
    *steps = Vec::new();
    for (mut step, taken) in pieces.into_iter().flatten() {
        match taken {
            Some(mut taken) if choosable(&step) => {
                if let Some(sql) = taken.asserted.take().filter(|_| asserted) {
                    step.sql = sql;
                }
                step.note(taken);
            }
            // What is empty is changed at no cost.
            taken => step.locks = taken.map(|taken| taken.locks),
        }
        steps.push(step);
    }
    Ok(())
}

/// The steps that one of the plan's has become, each with what it took.
type Piece = Vec<(Step, Option<Taken>)>;

/// Parts what is cheaper in parts, and what is instant from what is not.
async fn part(
    pieces: &mut [Piece],
    made: Option<&Schema>,
    choosable: &dyn Fn(&Step) -> bool,
    run: &mut impl AsyncFnMut(&[Step]) -> Result<Run, Fault>,
) -> Result<(), Fault> {
    let dear = |piece: &Piece| {
        let [(step, Some(taken))] = piece.as_slice() else { return false };
        step.parts.len() > 1 && taken.price > 0 && choosable(step)
    };
    let mut open: BTreeSet<usize> = (0..pieces.len()).filter(|at| pieces.get(*at).is_some_and(dear)).collect();
    // First each clause by itself, to hear what it takes; then those that are alike and follow on each other
    // together. What fails so, or is no cheaper, stays whole.
    let alone = |_: usize, step: &Step| step.parts.iter().map(|part| vec![part.clone()]).collect::<Vec<_>>();
    let Some((singles, _)) = tried(pieces, &mut open, &alone, run).await? else { return Ok(()) };
    let groups: Vec<Vec<Vec<Statement>>> = singles.iter().map(|piece| runs(piece)).collect();
    open.retain(|at| groups.get(*at).is_some_and(|groups| groups.len() > 1));
    let grouped = |at: usize, _: &Step| groups.get(at).cloned().unwrap_or_default();
    let Some((parted, own)) = tried(pieces, &mut open, &grouped, run).await? else { return Ok(()) };
    for at in open {
        let (Some(whole), Some(parts)) = (pieces.get_mut(at), parted.get(at)) else { continue };
        // What follows on a clause may mean something else by it: a column takes its table's character set.
        let same = whole.first().is_some_and(|(step, _)| table(made, step) == table(own.as_ref(), step));
        if same && pays(whole, parts) {
            whole.clone_from(parts);
        }
    }
    Ok(())
}

/// What the plan takes where those that are open are parted. One of which a part fails is open no more, and it is
/// tried again without; none where nothing is left to try.
async fn tried(
    pieces: &[Piece],
    open: &mut BTreeSet<usize>,
    parts: &dyn Fn(usize, &Step) -> Vec<Vec<Statement>>,
    run: &mut impl AsyncFnMut(&[Step]) -> Result<Run, Fault>,
) -> Result<Option<(Vec<Piece>, Option<Schema>)>, Fault> {
    while !open.is_empty() {
        let mut trial: Vec<(usize, Step)> = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            for (step, _) in piece {
                if open.contains(&at) {
                    trial.extend(parts(at, step).iter().filter_map(|part| Some((at, step.of_parts(part)?))));
                } else {
                    trial.push((at, step.clone()));
                }
            }
        }
        let steps: Vec<Step> = trial.iter().map(|(_, step)| step.clone()).collect();
        let done = run(&steps).await?;
        if done.failed.is_some() {
            let at = trial.get(done.taken.len()).map_or(0, |(at, _)| *at);
            // Where it is another that fails, no one can say which of those before it is to blame.
            if !open.remove(&at) {
                open.clear();
            }
            continue;
        }
        let mut result = vec![Vec::new(); pieces.len()];
        for ((at, step), taken) in trial.into_iter().zip(done.taken) {
            if let Some(piece) = result.get_mut(at) {
                piece.push((step, taken));
            }
        }
        return Ok(Some((result, done.made)));
    }
    Ok(None)
}

/// The clauses in runs: those that are instant, and those that are not.
fn runs(singles: &[(Step, Option<Taken>)]) -> Vec<Vec<Statement>> {
    let mut runs: Vec<(bool, Vec<Statement>)> = Vec::new();
    for (step, taken) in singles {
        let instant = taken.as_ref().is_some_and(|taken| taken.price == 0);
        match runs.last_mut() {
            Some((last, run)) if *last == instant => run.extend(step.parts.iter().cloned()),
            _ => runs.push((instant, step.parts.clone())),
        }
    }
    runs.into_iter().map(|(_, run)| run).collect()
}

/// What a step's table has become, in its order.
fn table<'s>(made: Option<&'s Schema>, step: &Step) -> Vec<(&'s ObjectId, &'s Object)> {
    let all = made.into_iter().flat_map(|schema| schema.objects.iter());
    all.filter(|(id, _)| id.root() == step.id.root()).map(|(id, entry)| (id, &entry.object)).collect()
}

/// Whether the parts are better than the whole: none is dearer, the rows are written anew once at most, and either
/// the dearest is cheaper or what is instant need not keep others waiting while rows are written.
fn pays(whole: &[(Step, Option<Taken>)], parts: &[(Step, Option<Taken>)]) -> bool {
    let Some((_, Some(joint))) = whole.first() else { return false };
    let Some(all) = parts.iter().map(|(_, taken)| taken.as_ref()).collect::<Option<Vec<_>>>() else { return false };
    let dearest = all.iter().map(|taken| taken.price).max().unwrap_or_default();
    let rewriting = all.iter().filter(|taken| taken.rewrites()).count();
    rewriting <= 1 && dearest <= joint.price && (dearest < joint.price || joint.rewrites() && joint.blocks())
}

/// What the plan itself makes.
fn made(steps: &[Step]) -> BTreeSet<&ObjectId> {
    steps.iter().filter(|step| step.action == Action::Create).map(|step| &step.id).collect()
}

fn is_choosable(step: &Step, made: &BTreeSet<&ObjectId>) -> bool {
    !step.parts.is_empty() && !made.contains(step.id.root())
}
