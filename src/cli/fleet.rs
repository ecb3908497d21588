//! Many databases in one run: some at once, the first ones alone, and not on and on where it fails.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::print;
use super::session::{Session, Target};
use crate::config::redact;
use crate::error::{Fault, Outcome};
use crate::ui::{Ui, Verbosity};

/// How a run of many databases is steered.
#[derive(Clone, Debug, clap::Args)]
pub struct Steering {
    /// Of many databases, how many are done alone, before the others: where one fails, no other is touched
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub canary: usize,
    /// Of many databases, after how many failures no further one is begun; 0 never stops
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub max_failures: usize,
}

/// What came of one database.
#[derive(Clone, Debug)]
pub struct Done {
    /// How it ended.
    pub outcome: Outcome,
    /// In a few words, for the table.
    pub words: String,
    /// What goes to stdout before the table.
    pub text: String,
    /// The migrations that were run.
    pub migrations: Vec<i64>,
}

impl Default for Done {
    fn default() -> Self {
        Self { outcome: Outcome::Done, words: String::new(), text: String::new(), migrations: Vec::new() }
    }
}

/// The line of a database in the summary.
#[derive(Debug, Serialize)]
struct Line {
    target: String,
    /// `done`, `differs`, `failed`, `interrupted` or `skipped`.
    state: &'static str,
    message: String,
    migrations: Vec<i64>,
}

#[derive(Serialize)]
struct Summary<'a> {
    version: u32,
    databases: usize,
    done: usize,
    failed: usize,
    skipped: usize,
    targets: &'a [Line],
}

/// How the summary is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// As a table.
    Table,
    /// As one JSON object on a line of its own.
    Json,
    /// Not at all: each database has told its own.
    None,
}

/// Runs something for each database of some targets. For one target that is one database it is just
/// run, with its own outcome.
///
/// # Errors
/// The fault of a single database; that some failed, of several.
pub async fn run(
    targets: Vec<Target>,
    steering: Option<&Steering>,
    telling: Telling,
    session: &Session,
    work: impl AsyncFn(&Target, &Ui) -> Result<Done, Fault>,
) -> Result<Outcome, Fault> {
    let is_fleet = targets.iter().any(Target::is_fleet);
    if !is_fleet && telling != Telling::Json {
        return session
            .each(targets, async |target| {
                let done = work(&target, &session.ui).await?;
                print(&session.ui, &done.text)?;
                if !done.words.is_empty() {
                    session.ui.note(&format!("{}: {}", target.name, done.words));
                }
                Ok(done.outcome)
            })
            .await;
    }
    // Schemas of one database are migrated under its one lock.
    let tenants = targets.iter().any(Target::is_of_tenants);
    let mut members = Vec::new();
    for target in &targets {
        members.extend(target.members().await?);
    }
    let jobs = if tenants { 1 } else { session.global.jobs.max(1) };
    let verbosity =
        if is_fleet && session.ui.verbosity == Verbosity::Normal { Verbosity::Quiet } else { session.ui.verbosity };
    // Each one's own progress would drown what counts.
    let ui = Ui { verbosity, ..session.ui };
    let run = Run {
        total: members.len(),
        queue: Mutex::new(members.into_iter().enumerate().collect()),
        results: Mutex::default(),
        most: steering.map_or(0, |it| it.max_failures),
        session,
    };
    if let Some(steering) = steering.filter(|it| it.canary > 0 && run.total > 1) {
        for _ in 0..steering.canary {
            run.next(&ui, &work).await;
        }
        if run.failed() > 0 {
            session.ui.alert("the first database failed: no other was touched");
            run.drain();
        }
    }
    let mut workers: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
    for _ in 0..jobs {
        workers.push(Box::pin(async { while run.next(&ui, &work).await {} }));
    }
    together(workers).await;
    run.end(telling)
}

/// Waits for all of them. They run in turns in this one task: all wait for servers most of the time.
async fn together(mut workers: Vec<Pin<Box<dyn Future<Output = ()> + '_>>>) {
    std::future::poll_fn(move |context| {
        workers.retain_mut(|worker| worker.as_mut().poll(context).is_pending());
        if workers.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

/// Its place in the list, its name, and what came of it.
type Ended = (usize, String, Result<Done, Fault>);

struct Run<'a> {
    total: usize,
    queue: Mutex<VecDeque<(usize, Target)>>,
    results: Mutex<Vec<Ended>>,
    most: usize,
    session: &'a Session,
}

impl Run<'_> {
    /// Does the next one; whether there was one to do.
    async fn next(&self, ui: &Ui, work: &impl AsyncFn(&Target, &Ui) -> Result<Done, Fault>) -> bool {
        let stop = self.most > 0 && self.failed() >= self.most || self.session.interrupt.came();
        let next = if stop { None } else { locked(&self.queue).pop_front() };
        let Some((index, target)) = next else { return false };
        let result = work(&target, ui).await;
        match &result {
            Ok(done) => {
                self.session.ui.note(&format!(
                    "{}: {} ({} of {})",
                    target.name,
                    done.words,
                    self.count() + 1,
                    self.total
                ));
            }
            Err(fault) => {
                let (style, text) = (super::ERROR, redact(&fault.to_string()));
                self.session.ui.alert(&format!("{style}error:{style:#} {}: {text}", target.name));
            }
        }
        locked(&self.results).push((index, target.name, result));
        true
    }

    fn count(&self) -> usize {
        locked(&self.results).len()
    }

    fn failed(&self) -> usize {
        locked(&self.results).iter().filter(|(_, _, result)| result.is_err()).count()
    }

    fn drain(&self) {
        let mut queue = locked(&self.queue);
        let mut results = locked(&self.results);
        for (index, target) in queue.drain(..) {
            results.push((index, target.name, Ok(skipped())));
        }
    }

    /// Tells all and sums up.
    fn end(self, telling: Telling) -> Result<Outcome, Fault> {
        self.drain();
        let ui = self.session.ui;
        let mut results = self.results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_by_key(|(index, _, _)| *index);
        let (mut lines, mut worst, mut text) = (Vec::new(), Outcome::Done, String::new());
        for (_, target, result) in results {
            let (state, message, migrations) = match result {
                Ok(done) if done.words == SKIPPED => ("skipped", String::new(), Vec::new()),
                Ok(done) => {
                    text.push_str(&done.text);
                    if done.outcome.code() > worst.code() {
                        worst = done.outcome;
                    }
                    let state = match done.outcome {
                        Outcome::Done => "done",
                        Outcome::Interrupted => "interrupted",
                        Outcome::Differs | Outcome::Refused => "differs",
                    };
                    (state, done.words, done.migrations)
                }
                Err(fault) => ("failed", redact(&fault.message), Vec::new()),
            };
            lines.push(Line { target, state, message, migrations });
        }
        print(&ui, &text)?;
        let count = |state: &str| lines.iter().filter(|line| line.state == state).count();
        let (failed, skipped) = (count("failed"), count("skipped"));
        let done = lines.len() - failed - skipped;
        match telling {
            Telling::Table => print(&ui, &table(&lines))?,
            Telling::Json => {
                let summary = Summary { version: 1, databases: lines.len(), done, failed, skipped, targets: &lines };
                // Strings and numbers always have a JSON form.
                print(&ui, &format!("{}\n", serde_json::to_string(&summary).unwrap_or_default()))?;
            }
            Telling::None => {}
        }
        let told = format!("{} databases: {done} done, {failed} failed, {skipped} not begun", lines.len());
        if self.session.interrupt.came() {
            ui.alert(&format!("interrupted: {told}"));
            return Ok(Outcome::Interrupted);
        }
        if failed > 0 {
            return Err(Fault::new(told).hint("mend what failed and run it again: what is done finds nothing to do"));
        }
        ui.note(&told);
        Ok(worst)
    }
}

const SKIPPED: &str = "not begun";

fn skipped() -> Done {
    Done { words: SKIPPED.to_owned(), ..Done::default() }
}

fn table(lines: &[Line]) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    for line in lines {
        table.add_row([line.target.as_str(), line.state, line.message.as_str()]);
    }
    table.lines().map(|line| format!("{}\n", line.trim())).collect()
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
