//! A plan run on a scratch database, where the server says what each of its steps takes.

use crate::engine::Connection;
use crate::error::Fault;
use crate::plan::Step;

/// Runs the steps, each in a transaction of its own where it can be in one, and notes on each what
/// it locked, rewrote and read. What belongs to one installation is passed over: it would be acted
/// upon here, or refused.
///
/// # Errors
/// When a step fails: the object, the statement and the server's words. The steps before it are
/// measured.
pub async fn measure(steps: &mut [Step], connection: &mut Connection) -> Result<(), Fault> {
    for step in steps.iter_mut().filter(|step| !step.id.is_of_installation()) {
        step.locks = connection.measure(&step.sql).await.map_err(|fault| {
            let message =
                format!("the plan fails on a scratch database, at {} {}: {}", step.id.kind, step.id, fault.message);
            Fault { message, ..fault }
                .hint("if the model is right and the step would fail elsewhere too, this is a fault of dbtool: please report it")
        })?;
    }
    Ok(())
}
