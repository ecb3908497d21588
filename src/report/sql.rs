//! The plan as a script that can be run.

use std::fmt::Write as _;

use super::Report;
use crate::engine::Dialect;
use crate::plan::Step;

/// Statements that run in one transaction, or one that cannot.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// Whether they run in a transaction.
    pub transactional: bool,
    /// The steps, in order.
    pub steps: Vec<&'a Step>,
}

/// Cuts a plan into as few transactions as can be: what may run in one does, what may not stands
/// alone between them.
pub fn runs(steps: &[Step]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for step in steps {
        match runs.last_mut() {
            Some(run) if run.transactional && step.transactional => run.steps.push(step),
            Some(_) | None => runs.push(Run { transactional: step.transactional, steps: vec![step] }),
        }
    }
    runs
}

/// The statements with `BEGIN` and `COMMIT` where they go; empty for an empty plan.
pub fn script(steps: &[Step], dialect: &dyn Dialect) -> String {
    let mut out = String::new();
    for run in runs(steps) {
        if !out.is_empty() {
            out.push('\n');
        }
        if run.transactional {
            out.push_str("BEGIN;\n");
        }
        for step in &run.steps {
            // A warning must be read before the statement that it is about.
            for hazard in &step.hazards {
                let _ = writeln!(out, "-- {}: {}", hazard.code, hazard.message.replace('\n', " "));
            }
            if let Some(taken) = step.taken() {
                let _ = writeln!(out, "-- {taken}");
            }
            let _ = writeln!(out, "{}", dialect.spelled(&step.sql));
        }
        if run.transactional {
            out.push_str("COMMIT;\n");
        }
    }
    out
}

/// The report as a script.
pub fn render(report: &Report<'_>) -> String {
    let script = script(&report.plan.steps, report.dialect());
    if report.titled { format!("-- {}\n{script}", report.target) } else { script }
}
