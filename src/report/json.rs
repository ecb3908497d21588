//! The report for programs: version 1 of a shape that scripts rely on.
//!
//! A key may be added; none is renamed, removed or given another meaning without a new `version`.

use serde::Serialize;

use super::{Report, names};
use crate::engine::Lock;
use crate::model::{Difference, Place, Unmodelled};
use crate::plan::{Hazard, Reversible};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    target: &'a str,
    engine: &'a str,
    drift: bool,
    changes: Vec<Change<'a>>,
    steps: Vec<Step<'a>>,
    unmodelled: &'a [Unmodelled],
    /// What other nodes of a cluster have in another way.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    nodes: &'a [String],
}

#[derive(Serialize)]
struct Change<'a> {
    action: &'static str,
    kind: &'static str,
    name: String,
    /// The former name of what is renamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Where the model says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a Place>,
    details: Vec<Difference>,
}

#[derive(Serialize)]
struct Step<'a> {
    sql: &'a str,
    action: &'static str,
    kind: &'static str,
    name: String,
    transactional: bool,
    reversible: Reversible,
    hazards: &'a [Hazard],
    /// Whether `locks` was measured: an empty list without it says nothing.
    measured: bool,
    locks: &'a [Lock],
}

/// The report as one line of JSON.
pub fn render(report: &Report<'_>) -> String {
    let changes = report.plan.changes.iter().map(|change| Change {
        action: names::verb(change.action),
        kind: change.id.kind.label(),
        name: change.id.to_string(),
        from: change.from.as_ref().map(ToString::to_string),
        place: change.place.as_ref(),
        details: change.details(),
    });
    let steps = report.plan.steps.iter().map(|step| Step {
        sql: &step.sql,
        action: names::verb(step.action),
        kind: step.id.kind.label(),
        name: step.id.to_string(),
        transactional: step.transactional,
        reversible: step.reversible,
        hazards: &step.hazards,
        measured: step.locks.is_some(),
        locks: step.locks.as_deref().unwrap_or_default(),
    });
    let document = Document {
        version: 1,
        target: report.target,
        engine: report.engine.name(),
        drift: report.drift(),
        changes: changes.collect(),
        steps: steps.collect(),
        unmodelled: report.unmodelled,
        nodes: report.nodes,
    };
    // Strings, numbers and lists always have a JSON form.
    let mut line = serde_json::to_string(&document).unwrap_or_default();
    line.push('\n');
    line
}
