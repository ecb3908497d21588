//! Leave for steps that destroy, or that a limit refuses.

use crate::error::Fault;
use crate::filter::Pattern;
use crate::model::Kind;
use crate::plan::Step;
use crate::suggest;

/// `--allow`.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Allow {
    /// Give leave to destroy, or to go beyond a limit: `table:public.users`, `column:public.tmp_*`, `table`, or `all`; may be
    /// given again
    #[arg(long, value_name = "KIND[:NAME]")]
    allow: Vec<String>,
}

impl Allow {
    /// The steps that destroy without leave.
    ///
    /// # Errors
    /// When what is allowed names no kind or is no pattern.
    pub fn refused<'a>(&self, steps: &'a [Step]) -> Result<Vec<&'a Step>, Fault> {
        let mut patterns = Vec::new();
        let mut all = false;
        for word in &self.allow {
            if word == "all" {
                all = true;
                continue;
            }
            let kind = word.split_once(':').map_or(word.as_str(), |(kind, _)| kind);
            let spoken = kind.to_lowercase().replace(['-', '_'], " ");
            if !Kind::ALL.iter().any(|known| known.label() == spoken) {
                let known = Kind::ALL.iter().map(|kind| kind.label()).chain(["all"]);
                return Err(Fault::new(format!("`--allow {word}`: there is no kind `{kind}`"))
                    .hint(suggest::hint(&spoken, known)));
            }
            patterns.push(Pattern::new(word)?);
        }
        let permitted = |step: &Step| {
            let heavy = step.hazards.iter().any(|hazard| hazard.refused);
            !step.loses && !heavy || all || patterns.iter().any(|pattern| pattern.matches(step.id.kind, &step.name()))
        };
        Ok(steps.iter().filter(|step| !permitted(step)).collect())
    }
}

/// The message about steps that are refused: what they destroy, and the exact words that allow it.
pub fn refusal(steps: &[&Step]) -> String {
    let mut flags: Vec<String> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for step in steps {
        let (kind, name) = (step.id.kind, step.name());
        let flag = format!("--allow {}", quoted(&format!("{}:{name}", kind.label().replace(' ', "-"))));
        if flags.contains(&flag) {
            continue;
        }
        flags.push(flag);
        let reasons: Vec<&str> = step.hazards.iter().map(|hazard| hazard.message.as_str()).collect();
        let reason = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
        lines.push(format!("  {kind} {name}{reason}"));
    }
    let destroys = steps.iter().filter(|step| step.loses).count();
    let noun = match (destroys, flags.len()) {
        (0, 1) => "a step is too heavy for the limits of the configuration",
        (0, _) => "steps are too heavy for the limits of the configuration",
        (_, 1) => "a step destroys what cannot be had back",
        (destroys, _) if destroys == steps.len() => "steps destroy what cannot be had back",
        (_, _) => "steps destroy what cannot be had back, or are too heavy",
    };
    format!("nothing was changed: {noun}\n{}\n  help: allow it with\n    {}", lines.join("\n"), flags.join(" \\\n    "))
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.:/,@%+".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ObjectId;
    use crate::plan::{Action, Reversible};

    fn step(id: ObjectId, loses: bool) -> Step {
        Step {
            action: Action::Drop,
            id,
            sql: "DROP TABLE public.t".to_owned(),
            transactional: true,
            cleanup: None,
            reversible: Reversible::Lossy,
            hazards: Vec::new(),
            locks: None,
            loses,
            secrets: Vec::new(),
            parts: Vec::new(),
        }
    }

    fn table(name: &str) -> ObjectId {
        ObjectId::in_schema(Kind::Table, "public", name)
    }

    fn column() -> ObjectId {
        ObjectId::child(&table("u"), Kind::Column, "a b")
    }

    fn refused(allow: &[&str]) -> usize {
        let allow = Allow { allow: allow.iter().map(|word| (*word).to_owned()).collect() };
        let steps = [step(table("t"), false), step(table("t"), true), step(column(), true)];
        allow.refused(&steps).unwrap().len()
    }

    #[test]
    fn leave_is_given_by_kind_by_name_or_for_all() {
        assert_eq!(refused(&[]), 2);
        assert_eq!(refused(&["table"]), 1);
        assert_eq!(refused(&["table:public.t", "column:public.*"]), 0);
        assert_eq!(refused(&["table:public.other"]), 2);
        assert_eq!(refused(&["all"]), 0);
    }

    #[test]
    fn an_unknown_kind_is_an_error_and_the_refusal_names_the_flags() {
        let allow = Allow { allow: vec!["tabel:public.t".to_owned()] };
        assert!(allow.refused(&[]).unwrap_err().to_string().contains("did you mean `table`?"));
        let message = refusal(&[&step(column(), true)]);
        assert!(message.contains("--allow 'column:public.u.a b'"), "{message}");
    }
}
