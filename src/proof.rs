//! A plan run on a scratch database, where the server says what each of its steps takes.

pub mod choose;

use crate::engine::{Connection, Reading, Taken};
use crate::error::Fault;
use crate::model::Schema;
use crate::plan::Step;

/// What steps took, in their order, up to one that failed.
#[derive(Debug, Default)]
pub struct Run {
    /// What each took; none where the server does not say, and of what was passed over.
    pub taken: Vec<Option<Taken>>,
    /// Why the next one failed.
    pub failed: Option<Fault>,
    /// What they have made, where steps are joined of several: parted they must make the same.
    pub made: Option<Schema>,
}

/// Runs the steps, each in a transaction of its own where it can be in one, and says of each what
/// it locked, rewrote and read. What belongs to one installation is passed over: it would be acted
/// upon here, or refused.
pub async fn run(steps: &[Step], connection: &mut Connection) -> Run {
    let mut run = Run::default();
    for step in steps {
        if step.id.is_of_installation() {
            run.taken.push(None);
            continue;
        }
        match connection.measure(&step.sql).await {
            Ok(taken) => run.taken.push(taken),
            Err(fault) => {
                let message =
                    format!("the plan fails on a scratch database, at {} {}: {}", step.id.kind, step.id, fault.message);
                let fault = Fault { message, ..fault };
                run.failed = Some(fault.hint(
                    "if the model is right and the step would fail elsewhere too, this is a fault of dbtool: please report it",
                ));
                break;
            }
        }
    }
    if run.failed.is_none() && steps.iter().any(|step| !step.parts.is_empty()) {
        match connection.introspect(&Reading::default()).await {
            Ok(made) => run.made = Some(made),
            Err(fault) => run.failed = Some(fault),
        }
    }
    run
}
