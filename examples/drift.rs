//! Tells what a database and its model differ in: `cargo run --example drift -- URL MODEL`. The exit code is 2 where they
//! do, as that of `dbtool diff --exit-code`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own says what it found")]

use std::error::Error;
use std::process::ExitCode;

use dbtool::{Diff, Drift};

/// The comparison, without what another tool keeps in the database.
pub async fn drift(url: &str, model: &str) -> Result<Drift, Box<dyn Error>> {
    Ok(Diff::of_database(url, model).exclude("public.flyway_schema_history").run().await?)
}

/// A line for each thing that differs, and for each hazard of mending it.
pub fn told(drift: &Drift) -> String {
    let changes = drift.changes().iter().map(|change| format!("{:?} {} {}", change.action, change.id.kind, change.id));
    let hazards = drift.steps().iter().flat_map(|step| &step.hazards);
    let hazards = hazards.map(|hazard| format!("  {}: {}", hazard.code, hazard.message));
    changes.chain(hazards).map(|line| format!("{line}\n")).collect()
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if let Some(code) = dbtool::embedded::supervise_if_asked() {
        return Ok(ExitCode::from(code));
    }
    let [url, model] = std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "drift URL MODEL")?;
    let drift = tokio::runtime::Runtime::new()?.block_on(drift(&url, &model))?;
    print!("{}", told(&drift));
    eprintln!("{}", drift.summary());
    Ok(if drift.is_none() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
