//! `dbtool explain`.

use serde_json::json;

use super::format::Format;
use super::lint::render::{migration_page, model_page};
use super::print;
use crate::engine::hazards::{HAZARDS, HazardPage};
use crate::error::{Fault, Outcome};
use crate::lint::{MODEL_RULES, ModelRule, Rule, all_rules};
use crate::suggest;
use crate::ui::Ui;

/// Explain a code: a rule of `lint`, or a hazard of a plan
///
/// What it means, why it hurts, what to do instead, and an example of both. Without a code, all of them by name.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code, as findings and plans have it
    code: Option<String>,
    /// How it is told
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What a code can be of.
enum Page {
    Migrations(&'static Rule),
    Model(&'static ModelRule),
    Hazard(&'static HazardPage),
}

pub fn run(args: &Args, ui: &Ui) -> Result<Outcome, Fault> {
    let mut found = pages();
    if let Some(code) = &args.code {
        found.retain(|page| page.code().eq_ignore_ascii_case(code));
        if found.is_empty() {
            let known = pages();
            let hint = match suggest::nearest(code, known.iter().map(Page::code)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`dbtool explain` lists all of them".to_owned(),
            };
            return Err(Fault::new(format!("there is no code `{code}`")).hint(hint));
        }
    }
    let text: String = match (args.format, &args.code) {
        (Format::Json, _) => found.iter().map(Page::json).collect(),
        (Format::Text, Some(_)) => found.iter().map(Page::text).collect::<Vec<_>>().join("\n"),
        (Format::Text, None) => list(&found),
    };
    print(ui, &text)?;
    Ok(Outcome::Done)
}

/// All of them, by code.
fn pages() -> Vec<Page> {
    let mut all: Vec<Page> = all_rules().map(Page::Migrations).collect();
    all.extend(MODEL_RULES.iter().map(Page::Model));
    all.extend(HAZARDS.iter().map(Page::Hazard));
    all.sort_by_key(Page::code);
    all
}

/// What can be explained.
pub fn codes() -> Vec<String> {
    pages().iter().map(|page| page.code().to_owned()).collect()
}

fn list(pages: &[Page]) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    for page in pages {
        table.add_row([page.code(), page.of(), page.title()]);
    }
    table.lines().map(|line| format!("{}\n", line.trim())).collect()
}

impl Page {
    fn code(&self) -> &'static str {
        match self {
            Self::Migrations(rule) => rule.code,
            Self::Model(rule) => rule.code,
            Self::Hazard(page) => page.code,
        }
    }

    /// What raises it.
    fn of(&self) -> &'static str {
        match self {
            Self::Migrations(_) => "lint of migrations",
            Self::Model(_) => "lint of models",
            Self::Hazard(_) => "hazard of plans",
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::Migrations(rule) => rule.title,
            Self::Model(rule) => rule.title,
            Self::Hazard(page) => page.means,
        }
    }

    fn text(&self) -> String {
        let page = match self {
            Self::Migrations(rule) => migration_page(rule),
            Self::Model(rule) => model_page(rule),
            Self::Hazard(page) => format!("{}.\n\nWhat to do: {}.\n", page.means, page.remedy),
        };
        format!("# {} ({})\n\n{page}", self.code(), self.of())
    }

    fn json(&self) -> String {
        let (severity, why, remedy) = match self {
            Self::Migrations(rule) => (Some(rule.severity), Some(rule.why), rule.remedy),
            Self::Model(rule) => (Some(rule.severity), Some(rule.why), rule.remedy),
            Self::Hazard(page) => (None, None, page.remedy),
        };
        let fix = if let Self::Model(rule) = self { rule.fix.map(|fix| fix.says) } else { None };
        let value = json!({
            "version": 1, "code": self.code(), "of": self.of(), "title": self.title(), "severity": severity,
            "why": why, "remedy": remedy, "fix": fix,
        });
        format!("{value}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever writes `hazard("CODE"` writes its page, too.
    #[test]
    fn every_code_has_a_page() {
        let mut asked = 0;
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/engine"))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let codes =
                    text.split("hazard(\"").skip(1).chain(text.split("codes! {").nth(1).into_iter().flat_map(|it| {
                        it.split('}').next().unwrap_or_default().lines().filter(|line| line.ends_with(';'))
                    }));
                for code in codes {
                    let code = code.trim().split(['"', ';']).next().unwrap();
                    assert!(HAZARDS.iter().any(|page| page.code == code), "{code} of {} has no page", path.display());
                    asked += 1;
                }
            }
        }
        assert!(asked > 20, "the codes were found: {asked}");
        let sorted = HAZARDS.is_sorted_by_key(|page| page.code);
        assert!(sorted, "by code");
    }
}
