use super::allow::{Allow, refusal};
use super::session::{Comparison, Live, Session, Target};
use super::{confirm, print, secrets};
use crate::diff::diff;
use crate::engine::{Canceller, Reading};
use crate::error::{Fault, Outcome};
use crate::migrate::{backoff, lock};
use crate::model::Kind;
use crate::report::{Format, Report, Run, runs, verb};
use crate::ui::timings::phase;

/// Bring the live database to the model now
///
/// Shows the plan, asks, and runs it, in one transaction where every statement allows that. What
/// destroys tables, columns or values needs `--allow`; without it the plan is shown, nothing runs
/// and the exit code is 3. Without a terminal nothing is asked: give `--yes`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target; needed where there are several
    target: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Print the plan and change nothing
    #[arg(long)]
    dry_run: bool,
    /// How the plan is told: text goes to stderr, all else to stdout, and with --dry-run both
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Roles and their memberships too, which all databases of the server share
    #[arg(long)]
    roles: bool,
    #[command(flatten)]
    allow: Allow,
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let target = session.target(args.target.as_deref())?.with_roles(args.roles);
    // A wrong word is told before anything is opened.
    args.allow.refused(&[])?;
    let mut live = target.open().await?;
    let outcome = bring(&args, &target, &mut live, session).await;
    live.close().await;
    outcome
}

async fn bring(args: &Args, target: &Target, live: &mut Live, session: &Session) -> Result<Outcome, Fault> {
    let comparison = target.compare(live, &session.ui).await?;
    session.report_unmodelled(target, &comparison.before)?;
    let report = Report {
        target: &target.name,
        engine: target.engine,
        plan: &comparison.plan,
        unmodelled: &comparison.before.unmodelled,
        nodes: &[],
        titled: false,
    };
    let told = report.render(args.format);
    let refused = args.allow.refused(&comparison.plan.steps)?;
    let as_result = args.dry_run || args.format != Format::Text;
    if as_result {
        print(&session.ui, &told)?;
    } else if refused.is_empty() && args.yes {
        session.ui.note(&told);
    } else if !told.is_empty() {
        // A question or a refusal without the plan would make no sense, however quiet.
        session.ui.alert(&told);
    }
    session.ui.note(&format!("{}: {}", target.name, report.counts()));
    if !refused.is_empty() {
        session.ui.alert(&format!("{}refused:{:#} {}", super::ERROR, super::ERROR, refusal(&refused)));
        return Ok(Outcome::Refused);
    }
    if args.dry_run || comparison.plan.steps.is_empty() {
        return Ok(Outcome::Done);
    }
    // What is done before it could not be undone.
    if let Some(fault) = comparison.doomed.clone().filter(|_| !live.connection.ledger().is_transactional()) {
        let message = format!("nothing was run: {}", fault.message);
        return Err(Fault { message, ..fault }
            .hint("change it in steps that the server takes; `--no-online` runs the plan without having tried it"));
    }
    // A secret that is missing is told before anything runs.
    for step in &comparison.plan.steps {
        secrets::fill(step, &|name| session.variable(name))?;
    }
    if !args.yes {
        let noun = if comparison.plan.steps.len() == 1 { "this statement" } else { "these statements" };
        confirm::ask(&format!("Run {noun} on {} ({})", target.name, target.place()), &session.ui).await?;
    }
    // One at a time: a migration that runs, here or in an application, is waited for.
    lock::acquire(&mut live.connection, None, &session.ui).await?;
    unchanged(&comparison, target, live).await?;
    let outcome = execute(&comparison, target, live, session).await;
    // The session's end gives the lock back where this cannot.
    let _ = lock::release(&mut live.connection).await;
    outcome
}

/// A plan is for the database that it was made of: while a person was asked, or another's migration
/// ran, it may have become another.
async fn unchanged(comparison: &Comparison, target: &Target, live: &mut Live) -> Result<(), Fault> {
    let mut now = target.read(live, &Reading::default()).await?;
    comparison.clear(&mut now);
    target.filter(&mut now);
    let mut before = comparison.before.clone();
    before.manage = Kind::ALL.iter().copied().collect();
    if diff(&now, &before).is_empty() {
        return Ok(());
    }
    Err(Fault::new("nothing was changed: the database is not what it was when the plan was made").hint("run it again"))
}

async fn execute(
    comparison: &Comparison,
    target: &Target,
    live: &mut Live,
    session: &Session,
) -> Result<Outcome, Fault> {
    let _hold = session.interrupt.hold();
    let ledger = live.connection.ledger();
    let limits = ledger.limits(Some(target.lock_timeout), Some(target.statement_timeout));
    let preludes = target.dialect().preludes(&comparison.before).iter().map(|&prelude| prelude.to_owned());
    live.connection.execute(&limits.into_iter().chain(preludes).collect::<Vec<_>>().join("; ")).await?;
    let cancel = live.canceller().await?;
    let steps = &comparison.plan.steps;
    let running = phase("apply");
    let runs = runs(steps);
    let mut done = 0;
    for (position, run) in runs.iter().enumerate() {
        let last = position + 1 == runs.len();
        match transact(run, live, &cancel, session).await {
            Ok(()) => done += run.steps.len(),
            Err(fault) if session.interrupt.came() => {
                session.ui.detail(&fault.to_string());
                session.ui.alert(&format!("interrupted: {}", state(done, steps.len(), run)));
                return Ok(Outcome::Interrupted);
            }
            Err(fault) => {
                let detail = fault.detail.clone().unwrap_or_default();
                return Err(fault.detail(format!("{detail}\n{}", state(done, steps.len(), run)).trim().to_owned()));
            }
        }
        if session.interrupt.came() && !last {
            session.ui.alert(&format!("interrupted: the first {done} of {} statements are done", steps.len()));
            return Ok(Outcome::Interrupted);
        }
    }
    drop(running);
    session.ui.note(&format!("{}: {done} statement{} done", target.name, if done == 1 { "" } else { "s" }));
    prove(comparison, target, live).await
}

/// What a failure leaves behind.
fn state(done: usize, all: usize, run: &Run<'_>) -> String {
    match (done, run.transactional) {
        (0, true) => "nothing was changed: the transaction was rolled back".to_owned(),
        (0, false) => "nothing before it was changed".to_owned(),
        (_, true) => {
            format!("the first {done} of {all} statements are done; the transaction after them was rolled back")
        }
        (_, false) => format!("the first {done} of {all} statements are done"),
    }
}

/// Runs one transaction, again where it waited for a lock in vain.
async fn transact(run: &Run<'_>, live: &mut Live, cancel: &Canceller, session: &Session) -> Result<(), Fault> {
    let mut attempt = 0;
    let mut trusting = false;
    loop {
        let mut failed = None;
        let Err(fault) = statements(run, &mut failed, live, cancel, session).await else { return Ok(()) };
        if run.transactional {
            // A session that is lost has rolled back by itself.
            let _ = live.connection.execute("ROLLBACK").await;
        }
        // A body may speak of what is not there, or comes later: the server need not look into it.
        if run.transactional && !trusting && failed.is_some_and(|step| step.id.kind.has_signature()) {
            trusting = true;
            live.connection.execute("SET check_function_bodies = off").await?;
            session.ui.alert(&format!("{}: going on without looking into bodies", fault.message));
            continue;
        }
        // What is outside of a transaction stands alone, and is whole or leaves what it names.
        let again = attempt < session.global.retries && live.connection.ledger().waited_in_vain(&fault);
        if !again || session.interrupt.came() {
            return Err(fault);
        }
        for cleanup in run.steps.iter().filter_map(|step| step.cleanup.as_deref()) {
            one(cleanup, live, cancel, session).await?;
        }
        attempt += 1;
        let wait = backoff(attempt);
        session.ui.note(&format!(
            "a lock was not to be had; trying again in {:.1} s ({attempt} of {})",
            wait.as_secs_f64(),
            session.global.retries
        ));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = session.interrupt.requested() => return Err(fault),
        }
    }
}

async fn statements<'a>(
    run: &Run<'a>,
    failed: &mut Option<&'a crate::plan::Step>,
    live: &mut Live,
    cancel: &Canceller,
    session: &Session,
) -> Result<(), Fault> {
    if run.transactional {
        one("BEGIN", live, cancel, session).await?;
    }
    for step in &run.steps {
        session.ui.detail(&format!("{};", step.sql));
        run_one(&secrets::fill(step, &|name| session.variable(name))?, &step.sql, live, cancel, session)
            .await
            .map_err(|fault| {
                *failed = Some(step);
                let message = format!("cannot {} {} {}: {}", verb(step.action), step.id.kind, step.id, fault.message);
                Fault { message, ..fault }
            })?;
    }
    if run.transactional {
        one("COMMIT", live, cancel, session).await?;
    }
    Ok(())
}

/// Runs a statement; a signal has the server stop it, so that its end is known.
async fn one(sql: &str, live: &mut Live, cancel: &Canceller, session: &Session) -> Result<(), Fault> {
    run_one(sql, sql, live, cancel, session).await
}

/// As [`one`]; messages show `shown`, which holds no secret.
async fn run_one(sql: &str, shown: &str, live: &mut Live, cancel: &Canceller, session: &Session) -> Result<(), Fault> {
    if session.interrupt.came() && sql != "COMMIT" {
        return Err(Fault::new("interrupted"));
    }
    let running = live.connection.execute_as(sql, shown);
    tokio::pin!(running);
    tokio::select! {
        biased;
        ended = &mut running => ended,
        () = session.interrupt.requested() => {
            // Where the server cannot be told, the statement still ends by itself or by its timeout.
            let _ = cancel.cancel().await;
            running.await
        }
    }
}

/// Reads the database again: what was applied must leave nothing to do.
async fn prove(comparison: &Comparison, target: &Target, live: &mut Live) -> Result<Outcome, Fault> {
    let mut now = target.read(live, &Reading::default()).await?;
    comparison.clear(&mut now);
    target.filter(&mut now);
    // What belongs to one installation may be spelled out by the server once it is changed.
    let mut after = comparison.after.clone();
    for (id, entry) in after.objects.iter_mut().filter(|(id, _)| id.is_of_installation()) {
        let written = entry.object.clone();
        if let Some(live) = now.get(id) {
            target.dialect().adopt(&mut entry.object, &written, live);
        }
    }
    let left = diff(&now, &after);
    if left.is_empty() {
        return Ok(Outcome::Done);
    }
    let names: Vec<String> = left.iter().take(10).map(|change| format!("{} {}", change.id.kind, change.id)).collect();
    Err(Fault::new("the plan ran, and the database is still not what the model says").detail(names.join("\n")).hint(
        "`dbtool diff` shows what is left; a second `apply` may mend it. This is a fault of dbtool: please report it",
    ))
}
