//! What differs and what would mend it, told in the format that the reader wants.

pub mod github;
mod json;
mod markdown;
mod names;
mod sql;
mod text;

use std::collections::BTreeMap;

use crate::engine::{Dialect, Engine};
use crate::model::Unmodelled;
use crate::plan::{Action, Plan};

pub use names::verb;
pub use sql::{Run, runs, script};

/// How a plan is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person: objects, attributes before and after, and the SQL
    #[default]
    Text,
    /// A script that can be run
    Sql,
    /// One JSON object per target, each on a line of its own
    Json,
    /// Annotations of a GitHub workflow
    Github,
    /// A comment for a pull request
    Markdown,
}

/// A target's drift and the plan that mends it.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The target's name.
    pub target: &'a str,
    /// The engine.
    pub engine: Engine,
    /// The changes and the steps.
    pub plan: &'a Plan,
    /// What the database holds and nothing models.
    pub unmodelled: &'a [Unmodelled],
    /// What other nodes of a cluster have in another way than the one that was asked.
    pub nodes: &'a [String],
    /// Whether it is one of several, so that its name must be told.
    pub titled: bool,
}

impl Report<'_> {
    /// What spells its script.
    fn dialect(&self) -> &'static dyn Dialect {
        self.engine.dialect()
    }

    /// Whether the database is not what the model says.
    pub fn drift(&self) -> bool {
        !self.plan.changes.is_empty() || !self.nodes.is_empty()
    }

    /// The report in a format, with colours where the format has them. Without drift every format
    /// but JSON is empty.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Json => json::render(self),
            _ if !self.drift() => String::new(),
            Format::Text => text::render(self),
            Format::Sql => sql::render(self),
            Format::Github => github::render(self),
            Format::Markdown => markdown::render(self),
        }
    }

    /// `3 changes: 1 to create, 2 to alter`.
    pub fn counts(&self) -> String {
        let mut counts: BTreeMap<Action, usize> = BTreeMap::new();
        for change in &self.plan.changes {
            *counts.entry(change.action).or_default() += 1;
        }
        let total = self.plan.changes.len();
        let parts: Vec<String> = counts.iter().map(|(action, count)| format!("{count} to {}", verb(*action))).collect();
        let noun = if total == 1 { "change" } else { "changes" };
        match parts.as_slice() {
            [] => "no changes".to_owned(),
            _ => format!("{total} {noun}: {}", parts.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests;
