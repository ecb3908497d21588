//! Runs migrations up and down: one runner at a time, each migration whole or not at all.
//!
//! A migration that can runs in one transaction with its row of the history, so that a run that is
//! killed at any instant leaves both or neither. One that cannot is noted in the history before it
//! begins (`success = false`) and after it is done; what a killed run left between the two is found
//! out by looking at the database, at the start of the next run.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::engine::{Connection, Failed};
use crate::error::Fault;
use crate::ui::Ui;

use super::files::{Folder, Migration, Script};
use super::guard::{Guard, Rest};
use super::history::{Applied, History, together};
use super::options::{Down, DownOptions, Ran, Report, Settings, UpOptions};
use super::patience::{Watch, backoff};
use super::recover::{self, Leftover};
use super::script::{statements, tokens};
use super::status::{State, compare, refuse};
use super::{failure, header, hooks, lock};

/// Runs the pending migrations. Those before one that fails stay.
///
/// # Errors
/// When the history and the files disagree, another runner does not end, or a statement fails: then
/// the message names the migration, the statement and its place in the file.
pub async fn up(connection: &mut Connection, folder: &Folder, options: &UpOptions, ui: &Ui) -> Result<Report, Fault> {
    up_beside(connection, None, folder, options, ui).await
}

/// As [`up`], with the URL of the session: a second one looks on, tells what a statement waits for, and
/// finds poolers by which no lock holds.
///
/// # Errors
/// As [`up`], and where there is such a pooler.
pub async fn up_beside(
    connection: &mut Connection,
    url: Option<&str>,
    folder: &Folder,
    options: &UpOptions,
    ui: &Ui,
) -> Result<Report, Fault> {
    if let Some(to) = options.to.filter(|to| folder.get(*to).is_none()) {
        return Err(unknown_version(folder, to));
    }
    if options.dry_run {
        let history = History::read(connection).await?;
        let pending = pending(folder, &history, options)?;
        return Ok(Report { ran: pending.iter().map(|it| ran(it, &it.up, None)).collect(), dry_run: true });
    }
    let rest = Rest::default();
    let guard = Guard::of(connection, url, options.settings.silence, &rest, ui).await?;
    let work = Box::pin(async {
        let mut runner = Runner::start(connection, url, folder, options.settings.clone(), &rest, ui).await?;
        let result = runner.up(options).await;
        runner.end(result).await
    });
    Guard::over(guard, work).await
}

/// Undoes migrations, the last first. Those before one that fails stay undone.
///
/// # Errors
/// When one of them has no way back (then nothing is run), and as [`up`].
pub async fn down(
    connection: &mut Connection,
    folder: &Folder,
    options: &DownOptions,
    ui: &Ui,
) -> Result<Report, Fault> {
    down_beside(connection, None, folder, options, ui).await
}

/// As [`down`], with the URL of the session, as [`up_beside`] takes it.
///
/// # Errors
/// As [`down`] and [`up_beside`].
pub async fn down_beside(
    connection: &mut Connection,
    url: Option<&str>,
    folder: &Folder,
    options: &DownOptions,
    ui: &Ui,
) -> Result<Report, Fault> {
    if options.dry_run {
        let history = History::read(connection).await?;
        let undone = undone(folder, &history, options.how, options.marked)?;
        return Ok(Report { ran: undone.iter().map(|(it, down)| ran(it, down, None)).collect(), dry_run: true });
    }
    let rest = Rest::default();
    let guard = Guard::of(connection, url, options.settings.silence, &rest, ui).await?;
    let work = Box::pin(async {
        let mut runner = Runner::start(connection, url, folder, options.settings.clone(), &rest, ui).await?;
        let result = runner.down(options.how, options.marked).await;
        runner.end(result).await
    });
    Guard::over(guard, work).await
}

/// The migrations that going up would run.
fn pending<'a>(folder: &'a Folder, history: &History, options: &UpOptions) -> Result<Vec<&'a Migration>, Fault> {
    let mut all = compare(folder, history);
    // What lies beyond the last wanted version is not looked at, unless it has run.
    all.retain(|status| status.state != State::OutOfOrder || options.to.is_none_or(|to| status.version <= to));
    refuse(folder, &all, options.allow_out_of_order)?;
    let wanted = |migration: &&Migration| {
        history.get(migration.version).is_none_or(|it| !it.success)
            && options.to.is_none_or(|to| migration.version <= to)
    };
    Ok(folder.migrations.iter().filter(wanted).collect())
}

/// The migrations that going down would undo, each with its way back.
fn undone<'a>(
    folder: &'a Folder,
    history: &History,
    how: Down,
    marked: bool,
) -> Result<Vec<(&'a Migration, &'a Script)>, Fault> {
    let applied: Vec<&Applied> = history.applied.iter().rev().collect();
    let chosen: Vec<&Applied> = match how {
        Down::Steps(steps) => applied.into_iter().take(steps).collect(),
        Down::To(to) if to != 0 && history.get(to).is_none() => {
            return Err(Fault::new(format!("version {to} has not run on this database"))
                .hint("`dbtool migrate status` lists what has; --to 0 undoes everything"));
        }
        Down::To(to) => applied.into_iter().filter(|applied| applied.version > to).collect(),
    };
    if let Some(applied) = chosen.iter().find(|applied| !marked && applied.never_ran()) {
        let title = super::files::title(applied.version, &applied.description);
        return Err(Fault::new(format!("migration {title} never ran here: `migrate baseline` marked it as run"))
            .detail("its way back would drop what was there before it")
            .hint("go forward with a new migration, or say --marked where that shall go; nothing was undone"));
    }
    chosen.into_iter().map(|applied| way_back(folder, applied)).collect()
}

fn way_back<'a>(folder: &'a Folder, applied: &Applied) -> Result<(&'a Migration, &'a Script), Fault> {
    let title = super::files::title(applied.version, &applied.description);
    let migration = folder.get(applied.version).ok_or_else(|| {
        Fault::new(format!("migration {title} ran on this database and has no file in {}", folder.path.display()))
            .hint("restore its files from version control: is this the right folder, branch and database?")
    })?;
    let down = migration.down.as_ref().ok_or_else(|| {
        Fault::new(format!("migration {title} cannot be undone: it has no .down.sql"))
            .detail(migration.up.path.display().to_string())
            .hint("write its way back, or go forward with a new migration; nothing was undone")
    })?;
    if let Some(reason) = down.irreversible() {
        return Err(Fault::new(format!("migration {title} cannot be undone: {reason}"))
            .detail(down.path.display().to_string())
            .hint("go forward with a new migration; nothing was undone"));
    }
    Ok((migration, down))
}

fn ran(migration: &Migration, script: &Script, elapsed: Option<Duration>) -> Ran {
    Ran {
        version: migration.version,
        description: migration.description.clone(),
        path: script.path.clone(),
        sql: script.sql.clone(),
        transactional: script.transactional,
        elapsed,
    }
}

/// A session that holds the lock.
pub(super) struct Runner<'a> {
    pub(super) connection: &'a mut Connection,
    pub(super) folder: &'a Folder,
    pub(super) settings: Settings,
    pub(super) ui: &'a Ui,
    pub(super) history: History,
    report: Report,
    watch: Option<Watch<'a>>,
    pub(super) rest: &'a Rest,
    /// Whether something half-done is left that could not be cleared away.
    stuck: bool,
}

impl<'a> Runner<'a> {
    async fn start(
        connection: &'a mut Connection,
        url: Option<&'a str>,
        folder: &'a Folder,
        settings: Settings,
        rest: &'a Rest,
        ui: &'a Ui,
    ) -> Result<Self, Fault> {
        lock::acquire(connection, settings.wait, ui).await?;
        let watch = Watch::of(connection, url, ui).await?;
        Ok(Self {
            connection,
            folder,
            settings,
            ui,
            history: History::default(),
            report: Report::default(),
            watch,
            rest,
            stuck: false,
        })
    }

    /// Gives the lock back, whatever came of the run.
    async fn end(self, result: Result<(), Fault>) -> Result<Report, Fault> {
        // After a failure the session may be gone, and the lock with it: the failure is what counts.
        let reset = self.connection.execute(self.connection.ledger().reset()).await;
        let released = lock::release(self.connection).await;
        result?;
        reset?;
        released?;
        Ok(self.report)
    }

    async fn up(&mut self, options: &UpOptions) -> Result<(), Fault> {
        self.prepare().await?;
        self.history = History::read(self.connection).await?;
        let begun = self.history.applied.iter().any(|row| !row.success);
        if begun || !pending(self.folder, &self.history, options)?.is_empty() {
            self.refuse_poolers().await?;
        }
        self.history = History::ensure(self.connection).await?;
        self.history.restore(self.connection, self.ui).await?;
        self.resume().await?;
        self.adopt().await?;
        for migration in pending(self.folder, &self.history, options)? {
            let start = Instant::now();
            self.patiently(migration, &migration.up, Direction::Up).await?;
            self.prepare().await?;
            let elapsed = start.elapsed();
            let nanoseconds = i64::try_from(elapsed.as_nanos()).unwrap_or(i64::MAX);
            self.history.time(self.connection, migration.version, nanoseconds).await?;
            self.done("applied", migration, &migration.up, elapsed);
        }
        Ok(())
    }

    /// Counts squashed migrations as run where all that they sum up has.
    async fn adopt(&mut self) -> Result<(), Fault> {
        let all = compare(self.folder, &self.history);
        refuse(self.folder, &all, true)?;
        for status in all.iter().filter(|status| status.state == State::Squashed) {
            let Some(migration) = self.folder.get(status.version) else { continue };
            let gone: Vec<i64> = migration.replaced().iter().map(|it| it.version).collect();
            self.history.unmark(self.connection, &gone).await?;
            let statements = super::squash::adoption(migration, &self.history, self.connection.ledger());
            together(self.connection, &statements).await?;
            self.ui.note(&format!(
                "{} counts as run: all {} migrations that it sums up have",
                migration.title(),
                migration.replaced().len()
            ));
            self.history = History::read(self.connection).await?;
        }
        Ok(())
    }

    async fn down(&mut self, how: Down, marked: bool) -> Result<(), Fault> {
        self.prepare().await?;
        self.history = History::read(self.connection).await?;
        if !self.history.applied.is_empty() {
            self.refuse_poolers().await?;
        }
        self.history.restore(self.connection, self.ui).await?;
        let finished = self.resume().await?;
        let how = match how {
            // What the run before was killed in is one of the steps that were asked for.
            Down::Steps(steps) => Down::Steps(steps.saturating_sub(finished)),
            Down::To(_) => how,
        };
        for (migration, script) in undone(self.folder, &self.history, how, marked)? {
            let start = Instant::now();
            self.patiently(migration, script, Direction::Down).await?;
            self.prepare().await?;
            self.done("undone", migration, script, start.elapsed());
        }
        Ok(())
    }

    async fn refuse_poolers(&mut self) -> Result<(), Fault> {
        match &self.watch {
            Some(watch) => watch.refuse_poolers(self.connection).await,
            None => Ok(()),
        }
    }

    /// Runs a migration, again where it waited for a lock in vain: nothing of it is left then.
    async fn patiently(&mut self, migration: &Migration, script: &Script, direction: Direction) -> Result<(), Fault> {
        let mut attempt = 0;
        loop {
            self.settings.stop.before(&format!("migration {}", migration.title()))?;
            self.begun(migration, script, direction);
            self.limit(script).await?;
            self.before(migration, script).await?;
            let result = if let Some(how) = header::head(script)?.backfill {
                self.backfill(migration, script, direction, &how, false).await
            } else if !self.connection.ledger().is_transactional() {
                self.begin_steps(migration, script, direction).await
            } else if script.transactional {
                self.in_transaction(migration, script, direction).await
            } else {
                self.outside(migration, script, direction).await
            };
            let Err(fault) = result else { return Ok(()) };
            let whole = self.connection.ledger().is_transactional() && !self.stuck && !ends_transactions(&script.sql);
            if !whole || !self.is_tried_again(&fault, attempt).await {
                return Err(fault);
            }
            attempt += 1;
            self.prepare().await?;
        }
    }

    /// A line where stderr is read by a program: a person is told of what is done.
    fn begun(&self, migration: &Migration, script: &Script, direction: Direction) {
        let way = if direction == Direction::Up { "up" } else { "down" };
        let fields = [
            ("event", Value::from("begun")),
            ("database", Value::from(self.connection.database())),
            ("version", Value::from(migration.version)),
            ("name", Value::from(migration.description.as_str())),
            ("way", Value::from(way)),
            ("file", Value::from(script.path.display().to_string())),
            ("transactional", Value::from(script.transactional)),
        ];
        self.ui.event(&format!("begun {}", migration.title()), &fields);
    }

    /// Whether a fault is one of waiting in vain, and there are tries left; pauses before the next.
    pub(super) async fn is_tried_again(&self, fault: &Fault, attempt: u32) -> bool {
        if attempt >= self.settings.retries || !self.connection.ledger().waited_in_vain(fault) {
            return false;
        }
        let pause = backoff(attempt);
        let holders = fault.detail.as_deref().unwrap_or_default().lines();
        let holders: Vec<&str> = holders.filter(|line| line.starts_with("the lock was held by")).collect();
        let words = format!(
            "a lock was not to be had; trying again in {:.1} s ({} of {}){}{}",
            pause.as_secs_f64(),
            attempt + 1,
            self.settings.retries,
            if holders.is_empty() { "" } else { ": " },
            holders.join("; ")
        );
        self.ui.step(&words, &[("event", Value::from("retry")), ("attempt", Value::from(attempt + 1))]);
        self.rest.sleep(pause).await;
        true
    }

    /// What became of a script that was begun, once what it made by half is cleared away: that may have
    /// to wait for others, too.
    pub(super) async fn settled(&mut self, sql: &str) -> Result<Leftover, Fault> {
        let mut attempt = 0;
        loop {
            match recover::settle(self.connection, sql).await {
                Err(fault) if self.is_tried_again(&fault, attempt).await => attempt += 1,
                settled => return settled,
            }
        }
    }

    /// Sets the limits that a file has at its head.
    pub(super) async fn limit(&mut self, script: &Script) -> Result<(), Fault> {
        let own = header::head(script)?.limits;
        for limit in self.connection.ledger().limits(own.lock_timeout, own.statement_timeout) {
            self.connection.execute(&limit).await?;
        }
        Ok(())
    }

    /// Runs SQL of a file, and tells what it waits for.
    pub(super) async fn script(&mut self, sql: &str) -> Result<(), Failed> {
        match &self.watch {
            Some(watch) => watch.script(self.connection, sql).await,
            None => super::patience::beside(self.connection, sql, self.ui).await,
        }
    }

    /// What a failure says, with who held the lock that was waited for.
    pub(super) fn fault(&self, migration: &Migration, script: &Script, failed: &Failed) -> Fault {
        let ledger = self.connection.ledger();
        let fault = failure::fault(migration, script, failed, ledger);
        match &self.watch {
            Some(watch) if ledger.waited_in_vain(&fault) => watch.explain(fault),
            _ => fault,
        }
    }

    fn done(&mut self, word: &str, migration: &Migration, script: &Script, elapsed: Duration) {
        let fields = [
            ("event", Value::from(word)),
            ("database", Value::from(self.connection.database())),
            ("version", Value::from(migration.version)),
            ("name", Value::from(migration.description.as_str())),
            ("elapsed_ms", Value::from(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))),
        ];
        self.ui.step(&format!("{word} {} ({} ms)", migration.title(), elapsed.as_millis()), &fields);
        self.report.ran.push(ran(migration, script, Some(elapsed)));
    }

    /// Brings the session to how every migration finds it: a script may have changed the role, the
    /// search_path or a timeout, and the next one must not depend on whether both run at once.
    pub(super) async fn prepare(&mut self) -> Result<(), Fault> {
        let ledger = self.connection.ledger();
        let mut sql = vec![ledger.reset().to_owned()];
        sql.extend(ledger.limits(self.settings.lock_timeout, self.settings.statement_timeout));
        sql.extend(ledger.setting().map(str::to_owned));
        self.connection.execute(&sql.join("; ")).await
    }

    async fn in_transaction(
        &mut self,
        migration: &Migration,
        script: &Script,
        direction: Direction,
    ) -> Result<(), Fault> {
        self.connection.execute("BEGIN").await?;
        let result = self.body(migration, script, direction).await;
        if result.is_err() {
            // A session that is gone has rolled back already.
            let _ = self.connection.execute("ROLLBACK").await;
        } else if self.follows(script) {
            return self.wind_up(migration, script, direction).await;
        }
        result
    }

    /// Whether something is left to run once a migration's transaction is done.
    fn follows(&self, script: &Script) -> bool {
        script.hooks.after.as_deref().is_some_and(|hook| !self.is_joined(script, hook))
    }

    async fn body(&mut self, migration: &Migration, script: &Script, direction: Direction) -> Result<(), Fault> {
        lock::verify(self.connection).await?;
        let marker = self.connection.ledger().marker(migration.version);
        if let Some((note, _)) = &marker {
            self.connection.execute(note).await?;
        }
        for part in script.with_hooks() {
            if part.path == script.path || self.is_joined(script, part) {
                self.run(migration, part).await?;
            }
        }
        if let Some((_, ask)) = marker
            && let rows = self.connection.rows(ask).await?
            && rows.first().and_then(|row| row.text(0)) != Some(&migration.version.to_string())
        {
            self.ui.alert(&format!(
                "warning: {} ends its own transaction (COMMIT or ROLLBACK in the file), so that it is not undone as a \
                 whole if it fails; remove that statement",
                script.path.display()
            ));
        }
        let version = migration.version;
        match (direction, self.follows(script)) {
            (Direction::Up, false) => self.history.insert(self.connection, migration, true).await,
            (Direction::Down, false) => self.history.remove(self.connection, version).await,
            (Direction::Up, true) => {
                self.history
                    .insert(self.connection, migration, false)
                    .await
                    .map_err(|fault| unrecorded(migration, fault))?;
                self.history.unfinished(self.connection, version, hooks::after(direction)).await
            }
            (Direction::Down, true) => self.history.unfinished(self.connection, version, hooks::after(direction)).await,
        }
        .map_err(|fault| unrecorded(migration, fault))?;
        // Deferred constraints are checked here.
        self.connection.script("COMMIT").await.map_err(|failed| {
            Fault::new(format!("migration {} failed at its end: {}", migration.title(), failed.message))
                .detail(script.path.display().to_string())
                .hint("nothing of it was kept; a deferred constraint is checked only now")
        })
    }

    async fn run(&mut self, migration: &Migration, script: &Script) -> Result<(), Fault> {
        self.ui.detail(&script.sql);
        let ended = self.script(&script.sql).await;
        ended.map_err(|failed| self.fault(migration, script, &failed))
    }

    /// Runs what cannot be in a transaction: noted before, run, noted after.
    async fn outside(&mut self, migration: &Migration, script: &Script, direction: Direction) -> Result<(), Fault> {
        lock::verify(self.connection).await?;
        match direction {
            Direction::Up => self.history.insert(self.connection, migration, false).await,
            Direction::Down => self.history.reverting(self.connection, migration.version).await,
        }
        .map_err(|fault| unrecorded(migration, fault))?;
        self.ui.detail(&script.sql);
        if let Err(failed) = self.script(&script.sql).await {
            let ledger = self.connection.ledger();
            let fault = self.fault(migration, script, &failed);
            if failure::is_answer(&failed, ledger) {
                let repeated = failure::is_repeated(&failed, ledger);
                let cleared = self.take_back(migration, script, direction, repeated).await;
                if let Err(left) = cleared {
                    // What failed first is what counts; the note that stays lets the next run clear up.
                    self.ui.alert(&format!("warning: cannot clear up after it: {left}"));
                    self.stuck = true;
                }
            }
            return Err(fault);
        }
        self.wind_up(migration, script, direction).await
    }

    pub(super) async fn conclude(&mut self, migration: &Migration, direction: Direction) -> Result<(), Fault> {
        match direction {
            Direction::Up => self.history.finish(self.connection, migration.version).await,
            Direction::Down => self.history.remove(self.connection, migration.version).await,
        }
        .map_err(|fault| unrecorded(migration, fault))
    }

    /// After the server has refused a statement: nothing half-done stays, and the history says so.
    async fn take_back(
        &mut self,
        migration: &Migration,
        script: &Script,
        direction: Direction,
        repeated: bool,
    ) -> Result<(), Fault> {
        // The script may have left settings behind that would hinder the clearing up.
        self.prepare().await?;
        // What was there before is not this run's to clear away.
        let half = !repeated && self.settled(&script.sql).await? == Leftover::Half;
        if half && direction == Direction::Down {
            // The note stays: the next run goes on from it.
            return Ok(());
        }
        self.withdraw(migration, direction).await
    }

    pub(super) async fn withdraw(&mut self, migration: &Migration, direction: Direction) -> Result<(), Fault> {
        self.history.unmark(self.connection, &[migration.version]).await?;
        match direction {
            Direction::Up => self.history.remove(self.connection, migration.version).await,
            Direction::Down => self.history.finish(self.connection, migration.version).await,
        }
        .map_err(|fault| unrecorded(migration, fault))
    }
}

/// Whether a file ends transactions by itself, so that what failed may have left something.
fn ends_transactions(sql: &str) -> bool {
    statements(sql).into_iter().any(|span| {
        let words = tokens(sql.get(span).unwrap_or_default());
        matches!(words.first().map(String::as_str), Some("commit" | "end" | "rollback" | "abort" | "call"))
    })
}

/// Which way a migration runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Direction {
    Up,
    Down,
}

pub(super) fn unrecorded(migration: &Migration, fault: Fault) -> Fault {
    Fault::new(format!("cannot note migration {} in the history", migration.title()))
        .detail(fault.message)
        .hint("may the role write to _sqlx_migrations, and does no migration drop it?")
}

fn unknown_version(folder: &Folder, version: i64) -> Fault {
    let near = folder.migrations.iter().map(|migration| migration.version.to_string()).max_by(|left, right| {
        let score = |text: &str| strsim::normalized_levenshtein(text, &version.to_string());
        score(left).total_cmp(&score(right))
    });
    let fault = Fault::new(format!("there is no migration of version {version} in {}", folder.path.display()));
    match near {
        Some(near) => fault.hint(format!("did you mean {near}? `dbtool migrate status` lists them")),
        None => fault.hint("the folder holds no migrations"),
    }
}
