//! Findings as text, JSON, SARIF and workflow annotations.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};

use super::Linted;
use crate::lint::{Finding, MODEL_RULES, ModelRule, Rule, Severity, all_rules};
use crate::model::Place;
use crate::report::github::{data, property};

/// For a person: a line with the place, then the remedy; equal findings stand together by place.
pub(super) fn text(linted: &Linted) -> String {
    let mut out = String::new();
    let word = if linted.diff.is_some() { "would be fixed" } else { "fixed" };
    for Finding { code, message, place, .. } in &linted.fixed {
        let _ = writeln!(out, "{place}: {word}: {message} [{code}]");
    }
    for finding in &linted.findings {
        let Finding { code, severity, message, place, remedy } = finding;
        let _ = writeln!(out, "{place}: {}: {message} [{code}]\n  help: {remedy}", severity.word());
        if let Some((_, why)) = linted.left.iter().find(|(left, _)| left == finding) {
            let _ = writeln!(out, "  not fixed: {why}");
        }
    }
    // Last, so that `patch` and `git apply` take all of it.
    out.push_str(linted.diff.as_deref().unwrap_or_default());
    out
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    target: &'a str,
    engine: &'a str,
    objects: usize,
    migrations: usize,
}

#[derive(Serialize)]
struct One<'a> {
    code: &'a str,
    severity: Severity,
    message: &'a str,
    place: Value,
    remedy: &'a str,
    /// Why `--fix` left it, where it might have been mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_fixed: Option<&'a str>,
}

/// One JSON object on one line; with what was fixed, where fixes were asked for.
pub(super) fn json(linted: &Linted, fix: bool) -> String {
    let one = |finding: &'_ Finding| {
        let Finding { code, severity, message, place, remedy } = finding;
        let not_fixed = linted.left.iter().find(|(left, _)| left == finding).map(|(_, why)| why.as_str());
        let place = if place.is_whole() { json!({"file": place.file}) } else { json!(place) };
        json!(One { code, severity: *severity, message, place, remedy, not_fixed })
    };
    let Linted { target, engine, objects, migrations, findings, fixed, diff, .. } = linted;
    let (objects, migrations) = (*objects, *migrations);
    let mut value = json!(Document { version: 1, target, engine, objects, migrations });
    if let Some(document) = value.as_object_mut() {
        if fix {
            document.insert("fixed".to_owned(), fixed.iter().map(one).collect());
        }
        if let Some(diff) = diff {
            document.insert("diff".to_owned(), diff.as_str().into());
        }
        document.insert("findings".to_owned(), findings.iter().map(one).collect());
    }
    format!("{value}\n")
}

/// Workflow commands.
pub(super) fn github(linted: &Linted) -> String {
    let mut out = String::new();
    for Finding { code, severity, message, place, remedy } in &linted.findings {
        let word = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note | Severity::Off => "notice",
        };
        let (code, told) = (property(code), format!("{message}\n{remedy}"));
        let _ = if place.is_whole() {
            writeln!(out, "::{word} title={code}::{}", data(&format!("{place}: {told}")))
        } else {
            let Place { file, line, column } = place;
            writeln!(out, "::{word} file={},line={line},col={column},title={code}::{}", property(file), data(&told))
        };
    }
    out
}

/// SARIF 2.1.0 (OASIS), a run for each target.
pub(super) fn sarif(all: &[Linted]) -> String {
    let level = |severity: Severity| match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
        Severity::Off => "none",
    };
    let page = |code: &str, severity: Severity, title: &str, why: &str, remedy: &str| {
        json!({
            "id": code,
            "shortDescription": {"text": title},
            "fullDescription": {"text": why},
            "help": {"text": remedy},
            "defaultConfiguration": {"level": level(severity), "enabled": severity != Severity::Off},
        })
    };
    let rules = all_rules().map(|rule| page(rule.code, rule.severity, rule.title, rule.why, rule.remedy));
    // A rule of models that looks for what one of migrations does has its name and its page.
    let own = MODEL_RULES.iter().filter(|rule| !all_rules().any(|other| other.code == rule.code));
    let own = own.map(|rule| page(rule.code, rule.severity, rule.title, rule.why, rule.remedy));
    let rules: Vec<_> = rules.chain(own).collect();
    let run = |linted: &Linted| {
        let results: Vec<_> = linted
            .findings
            .iter()
            .map(|Finding { code, severity, message, place, remedy }| {
                let location = if place.is_whole() {
                    json!({"logicalLocations": [{"fullyQualifiedName": place.file, "kind": "database"}]})
                } else {
                    json!({"physicalLocation": {
                        "artifactLocation": {"uri": place.file.replace('\\', "/")},
                        "region": {"startLine": place.line, "startColumn": place.column},
                    }})
                };
                json!({
                    "ruleId": code,
                    "level": level(*severity),
                    "message": {"text": format!("{message}. {remedy}")},
                    "locations": [location],
                })
            })
            .collect();
        json!({
            "tool": {"driver": {"name": "dbtool", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "automationDetails": {"id": format!("dbtool/lint/{}/", linted.target)},
            "results": results,
        })
    };
    let runs: Vec<_> = all.iter().map(run).collect();
    let document =
        json!({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": runs});
    format!("{document}\n")
}

/// The rules' pages as Markdown.
pub(super) fn rules() -> String {
    let mut out = String::from(
        "# Rules of `dbtool lint`\n\n\
         What each finds, why it hurts, and what to do instead. `lint: {CODE: off|note|warning|error}` of a target weighs \
         a rule otherwise. `dbtool: ignore CODE: REASON` in a comment lets one place pass, \
         `lint_ignore: {CODE: {'public.legacy_*': REASON}}` what it names in models and databases.\n\n## Of migrations\n",
    );
    for rule in all_rules() {
        let _ = write!(out, "\n### {}\n\n{}", rule.code, migration_page(rule));
    }
    out.push_str("\n## Of models\n");
    for rule in MODEL_RULES {
        let _ = write!(out, "\n### {}\n\n{}", rule.code, model_page(rule));
    }
    out
}

/// What a rule of migrations finds, why, and what to do.
pub(in crate::cli) fn migration_page(rule: &Rule) -> String {
    let mut out = format!("{}: {}. {}\n\n", rule.severity.word(), rule.title, rule.why);
    let before = if rule.before.is_empty() { String::new() } else { format!("-- given\n{}\n\n", rule.before) };
    let _ = write!(out, "```sql\n{before}-- found\n{}\n", rule.bad);
    if !rule.good.starts_with('@') {
        let _ = write!(out, "\n-- well\n{}\n", rule.good);
    }
    let _ = write!(out, "```\n\nInstead: {}.\n", rule.remedy);
    out
}

/// What a rule of models finds, why, and what to do.
pub(in crate::cli) fn model_page(rule: &ModelRule) -> String {
    let engines: Vec<&str> = rule.engines.iter().map(|engine| engine.label()).collect();
    let mut out = format!("{}: {}. {}\n\n", rule.severity.word(), rule.title, rule.why);
    let _ = write!(out, "In models of {}.\n\n", engines.join(", "));
    let _ = write!(out, "```yaml\n# found\n{}\n\n# well\n{}\n```\n\n", rule.bad, rule.good);
    let _ = writeln!(out, "Instead: {}.", rule.remedy);
    let _ = match rule.fix {
        Some(fix) => writeln!(out, "\n`dbtool lint --fix` {}.", fix.says),
        None => writeln!(out, "\n`dbtool lint --fix` leaves it: what is right is for you to say."),
    };
    out
}
