//! What is wrong with migrations, hand-written ones too, and with models: a file per rule. Migrations are
//! judged by what a server said of them where a server can tell, by their words where not.

mod evidence;
mod model;
mod names;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use crate::filter::Pattern;
use crate::migrate::ignore::{Said, ignores};
use crate::migrate::walk::Walked;
use crate::model::{ObjectId, Place};

pub use evidence::Evidence;
pub use model::{Fix, Judged, MODEL_RULES, Mend, ModelRule, View, Wrong, judge_model, lint_database, lint_model};
pub use names::Names;
pub use rules::{MYSQL_RULES, RULES, all as all_rules, of as rules_of};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rule is not asked.
    Off,
    /// Worth knowing; alone it fails nothing.
    Note,
    /// Likely to hurt.
    Warning,
    /// Bound to hurt, or to fail.
    Error,
}

impl Severity {
    /// The severities by the words of the configuration.
    pub const WORDS: [(&'static str, Severity); 4] =
        [("off", Severity::Off), ("note", Severity::Note), ("warning", Severity::Warning), ("error", Severity::Error)];

    /// The word of the configuration.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, severity)| *severity == self).map_or("", |(word, _)| word)
    }

    /// The severity of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, severity)| *severity)
    }
}

/// What the configuration says of rules of models.
#[derive(Debug, Default)]
pub struct Wishes {
    /// How much their findings weigh, by code.
    pub severities: BTreeMap<String, Severity>,
    /// What they let pass, by code.
    pub ignored: BTreeMap<String, Vec<Pattern>>,
    /// How objects are to be called.
    pub names: Names,
}

impl Wishes {
    /// Whether a rule lets an object pass, or something that this is within.
    fn ignore(&self, code: &str, of: &ObjectId) -> bool {
        self.ignored.get(code).into_iter().flatten().any(|pattern| pattern.covers(of))
    }
}

/// A rule, with its page and its examples, which the tests run.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name in findings, comments and configuration.
    pub code: &'static str,
    /// How much its findings weigh where the configuration does not say.
    pub severity: Severity,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Why that hurts.
    pub why: &'static str,
    /// What to do instead.
    pub remedy: &'static str,
    /// The schema that both examples begin with.
    pub before: &'static str,
    /// A migration in which it finds something.
    pub bad: &'static str,
    /// The migration that does it well.
    pub good: &'static str,
    /// Looks for it.
    pub check: fn(&Evidence<'_>) -> Vec<Found>,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The statement's number; none for the file as a whole.
    pub statement: Option<usize>,
    /// What it is, in words.
    pub message: String,
}

impl Found {
    /// In a statement.
    pub fn at(statement: usize, message: impl Into<String>) -> Self {
        Self { statement: Some(statement), message: message.into() }
    }

    /// In the file as a whole, or in the statement that is about it where there is one.
    pub fn near(statement: Option<usize>, message: impl Into<String>) -> Self {
        Self { statement, message: message.into() }
    }
}

/// A finding with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is, in words.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// What to do about it.
    pub remedy: String,
}

/// The code of a migration that does not run.
pub const FAILS: &str = "migration-fails";
/// The code of a comment that ignores nothing.
pub const VOID_IGNORE: &str = "void-ignore";

/// The findings in a migration, by place; `severities` says what the configuration has otherwise.
pub fn lint(walked: &Walked, severities: &BTreeMap<String, Severity>) -> Vec<Finding> {
    let script = &walked.migration.up;
    let spans: Vec<_> = walked.statements.iter().map(|statement| statement.range.clone()).collect();
    let comments = ignores(&script.sql, &spans);
    let evidence = Evidence::new(walked);
    let severity = |code: &str, usual: Severity| severities.get(code).copied().unwrap_or(usual);
    let mut findings = Vec::new();
    if let Some(fault) = &walked.failed {
        findings.push(Finding {
            code: FAILS.to_owned(),
            severity: severity(FAILS, Severity::Error),
            message: fault.message.clone(),
            place: fault.place.clone().unwrap_or_else(|| script.place(0)),
            remedy: fault.hint.clone().unwrap_or_else(|| "correct it: it ran on a scratch database".to_owned()),
        });
    }
    for rule in rules_of(walked.engine) {
        let weight = severity(rule.code, rule.severity);
        if weight == Severity::Off {
            continue;
        }
        for found in (rule.check)(&evidence) {
            let statement = found.statement.and_then(|number| walked.statements.get(number));
            let range = statement.map(|statement| &statement.range);
            if comments.iter().any(|comment| comment.covers(rule.code, range)) {
                continue;
            }
            findings.push(Finding {
                code: rule.code.to_owned(),
                severity: weight,
                message: found.message,
                place: script.place(range.map_or(0, |range| range.start)),
                remedy: rule.remedy.to_owned(),
            });
        }
    }
    for comment in &comments {
        let Some(message) = void(&comment.said) else { continue };
        findings.push(Finding {
            code: VOID_IGNORE.to_owned(),
            severity: severity(VOID_IGNORE, Severity::Warning),
            message,
            place: script.place(comment.at),
            remedy: "write `-- dbtool: ignore CODE: REASON` above the statement, or `ignore-file` for the whole file"
                .to_owned(),
        });
    }
    told(findings)
}

/// The findings that are told: by place, each once.
fn told(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|finding| finding.severity != Severity::Off);
    findings.sort_by(|left, right| (&left.place, &left.code).cmp(&(&right.place, &right.code)));
    findings.dedup();
    findings
}

/// Every code that findings have, comments and configuration can name; each once, in order.
pub fn codes() -> BTreeSet<&'static str> {
    let own = all_rules().map(|rule| rule.code);
    own.chain(MODEL_RULES.iter().map(|rule| rule.code)).chain([FAILS, VOID_IGNORE]).collect()
}

/// Why a comment ignores nothing, where it does not.
fn void(Said { codes, reason, .. }: &Said) -> Option<String> {
    let known = |code: &&String| {
        code.as_str() == "DELETES_DATA" || self::codes().iter().any(|known| known.eq_ignore_ascii_case(code))
    };
    match codes.iter().find(|code| !known(code)) {
        Some(code) => Some(format!("there is no rule `{code}` to ignore")),
        None if codes.is_empty() => Some("the comment does not say what is to be ignored".to_owned()),
        None if reason.is_empty() => {
            Some(format!("the comment ignores nothing, for it does not say why {} is meant", codes.join(", ")))
        }
        None => None,
    }
}
