//! The YAML reader's errors as faults: place, plain words, "did you mean".

use std::path::Path;

use serde_yaml::{Error, Location};

use crate::error::Fault;
use crate::model::Place;
use crate::suggest;

/// The place of a location in a file.
pub fn place(file: &Path, location: Location) -> Place {
    let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX).max(1);
    Place { file: file.display().to_string().into(), line: number(location.line()), column: number(location.column()) }
}

/// A fault of an error. The text around it is left out, for it may hold a password.
pub fn from_yaml(file: &Path, text: &str, error: &Error) -> Fault {
    let error = error.without_snippet();
    let at = error.location().filter(|location| location.line() > 0).map(|location| place(file, location));
    let fault = match error {
        Error::SerdeUnknownField { field, expected, .. } => {
            Fault::new(format!("unknown key `{field}`")).hint(suggest::hint(field, expected.iter().copied()))
        }
        Error::SerdeMissingField { field, .. } => Fault::new(format!("the key `{field}` is missing")),
        Error::DuplicateMappingKey { key, .. } => {
            let name = key.as_deref().map_or_else(String::new, |key| format!(" `{key}`"));
            Fault::new(format!("the key{name} is there twice")).hint("remove one of them")
        }
        Error::SerdeInvalidType { expected, .. } | Error::SerdeInvalidValue { expected, .. } => {
            Fault::new(format!("a value of the wrong type: {expected} is expected"))
        }
        Error::Unexpected { expected, .. } => shape(expected),
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            Fault::new("an alias inside of what it stands for").hint("write it out")
        }
        Error::UnknownAnchor { .. } => Fault::new("an alias without an anchor of its name before it")
            .hint("quote text that begins with `*`, or write `&NAME` before what it stands for"),
        Error::Eof { .. } if text.trim().is_empty() => {
            Fault::new("the file is empty").hint("`targets:` with a name and an `engine:` is the least it can hold")
        }
        // The reader has no kind of its own for a tab, and the advice is worth one.
        other => {
            let message = without_place(&other.render());
            if message.contains("tab") && has_tab(text, at.as_ref()) {
                Fault::new("a tab stands where YAML wants spaces").hint("indent with spaces")
            } else {
                Fault::new(message)
            }
        }
    };
    let fallback = Place { file: file.display().to_string().into(), line: 1, column: 1 };
    fault.at(Some(at.unwrap_or(fallback)))
}

/// A value that is of another shape, in the words of who writes it.
fn shape(expected: &str) -> Fault {
    let (what, hint) = match expected {
        "mapping start" => ("a mapping", "write `NAME: …` below it, indented, or `{NAME: …}`"),
        "sequence start" => ("a list", "write `- …` below it, indented, or `[…, …]`"),
        _ if expected.contains("scalar") => ("a plain value", "write it on the line, in quotes where it holds signs"),
        other => return Fault::new(format!("expected {other}")),
    };
    Fault::new(format!("a value of the wrong type: {what} is expected")).hint(hint)
}

fn has_tab(text: &str, place: Option<&Place>) -> bool {
    let line = place.and_then(|place| usize::try_from(place.line).ok()).unwrap_or(1);
    // The reader may notice a tab at its own line or only at the next one.
    let tabbed = |line: &&str| line.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t');
    text.lines().skip(line.saturating_sub(2)).take(2).any(|line| tabbed(&line))
}

/// The message's first line without the place at its end, which stands before it already.
fn without_place(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let end = line.rfind(" at line ").unwrap_or(line.len());
    line.get(..end).unwrap_or(line).to_owned()
}
