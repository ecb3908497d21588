//! `dbtool diff` for programs: the same comparison, and what it finds as data.

use std::path::PathBuf;

use clap::Parser;

use super::global::Global;
use super::interrupt::Interrupt;
use super::session::{Comparison, Pair, Session, Source};
use crate::config::Secret;
use crate::diff::Change;
use crate::engine::Engine;
use crate::error::Fault;
use crate::model::{Schema, Unmodelled};
use crate::plan::Step;
use crate::report::{Format, Report};
use crate::ui::{Ui, Verbosity};

/// A comparison to be made, as `dbtool diff` makes it.
///
/// What is not said is as on the command line: `DBTOOL_SCRATCH_URL` and the variables of the servers' own clients count,
/// relative paths begin at the working directory, and scratch databases are on a server that dbtool runs. Nothing is
/// printed, and nothing is changed in either of the databases.
#[derive(Clone, Debug)]
pub struct Diff {
    global: Global,
    target: Option<String>,
    from: String,
    to: String,
}

/// The common options as nobody has given them.
#[derive(Parser)]
struct Unsaid {
    #[command(flatten)]
    global: Global,
}

impl Diff {
    fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        let Unsaid { global } = Unsaid::parse_from(["dbtool"]);
        Self { global, target: None, from: from.into(), to: to.into() }
    }

    /// Of the database at a URL with a model: a file of YAML or SQL, or a folder of either.
    pub fn of_database(url: impl Into<String>, model: impl Into<PathBuf>) -> Self {
        let mut diff = Self::new("live", "model");
        diff.global.url = Some(Secret::new(url));
        diff.global.model = Some(model.into());
        diff
    }

    /// Of a target of a project with its model; `config` is the project's `dbtool.yaml`.
    pub fn of_target(config: impl Into<PathBuf>, target: impl Into<String>) -> Self {
        let mut diff = Self::new("live", "model");
        diff.global.config = Some(config.into());
        diff.target = Some(target.into());
        diff
    }

    /// Of any two sides, each a URL, or the path of a model, a folder of migrations or an SQL script: what has to be
    /// done for the first to be as the second.
    pub fn between(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self::new(from, to)
    }

    /// Only these schemas, as by `--schemas`.
    #[must_use]
    pub fn schemas(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.global.schemas.extend(names.into_iter().map(Into::into));
        self
    }

    /// Only what matches a pattern, as by `--include`: `public.order*`, `view:public.*`.
    #[must_use]
    pub fn include(mut self, pattern: impl Into<String>) -> Self {
        self.global.include.push(pattern.into());
        self
    }

    /// Without what matches a pattern, as by `--exclude`: `audit.*`, `table:public.tmp_*`.
    #[must_use]
    pub fn exclude(mut self, pattern: impl Into<String>) -> Self {
        self.global.exclude.push(pattern.into());
        self
    }

    /// The server on which scratch databases are made, as by `--scratch-url`.
    #[must_use]
    pub fn scratch_url(mut self, url: impl Into<String>) -> Self {
        self.global.scratch_url = Some(Secret::new(url));
        self
    }

    /// Plain statements in one transaction, as by `--no-online`.
    #[must_use]
    pub fn offline(mut self) -> Self {
        self.global.no_online = true;
        self
    }

    /// Compares, within a runtime of tokio's that has its timers and its I/O on.
    ///
    /// # Errors
    /// As `dbtool diff`: where a side cannot be reached or read, the model is not one, or no statements lead from the
    /// one to the other.
    pub async fn run(&self) -> Result<Drift, Fault> {
        let ui = Ui { verbosity: Verbosity::Quiet, ..Ui::default() };
        let session = Session::new(ui, self.global.clone(), Interrupt::deaf());
        let (from, to) = (Source::new(&self.from)?, Source::new(&self.to)?);
        let target = match from.stands_alone() && to.stands_alone() {
            true => session.anywhere(from.url().or(to.url()))?,
            false => session.target(self.target.as_deref())?,
        };
        let mut pair = Pair::open(&target, from, to).await?;
        let comparison = pair.compare(&ui).await;
        pair.close().await;
        Ok(Drift { target: target.name.clone(), engine: target.engine, comparison: comparison? })
    }
}

/// What a comparison found.
#[derive(Debug)]
pub struct Drift {
    target: String,
    engine: Engine,
    comparison: Comparison,
}

impl Drift {
    /// Whether the two are the same.
    pub fn is_none(&self) -> bool {
        !self.report().drift()
    }

    /// What differs, in the order in which it is told.
    pub fn changes(&self) -> &[Change] {
        &self.comparison.plan.changes
    }

    /// The statements that would mend it, in the order in which they would run, each with its hazards.
    pub fn steps(&self) -> &[Step] {
        &self.comparison.plan.steps
    }

    /// What the first side holds and nothing models.
    pub fn unmodelled(&self) -> &[Unmodelled] {
        &self.comparison.before.unmodelled
    }

    /// The first side.
    pub fn before(&self) -> &Schema {
        &self.comparison.before
    }

    /// The second side, in the server's own words.
    pub fn after(&self) -> &Schema {
        &self.comparison.after
    }

    /// `3 changes: 1 to create, 2 to alter`.
    pub fn summary(&self) -> String {
        self.report().counts()
    }

    /// All of it as `dbtool diff --format` prints it: a script, JSON, a comment for a pull request.
    pub fn render(&self, format: Format) -> String {
        self.report().render(format)
    }

    fn report(&self) -> Report<'_> {
        Report {
            target: &self.target,
            engine: self.engine,
            plan: &self.comparison.plan,
            unmodelled: self.unmodelled(),
            nodes: &[],
            titled: false,
        }
    }
}
