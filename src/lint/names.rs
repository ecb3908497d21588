//! How a team calls its objects: patterns from the configuration.

use std::collections::BTreeMap;

use regex_automata::meta::Regex;
use regex_automata::util::syntax;

use crate::model::Kind;

/// What stands for names of the object's own: its table's, its columns', those of the table that it refers to.
pub const PLACEHOLDERS: &[&str] = &["{table}", "{columns}", "{references}"];
/// The word for the unique constraint that is a table's primary key.
pub const PRIMARY_KEY: &str = "primary_key";

/// Patterns for names, by the kind of what is called so.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, Pattern>);

#[derive(Debug)]
struct Pattern {
    text: String,
    /// The whole, where nothing stands for another name.
    whole: Option<Regex>,
}

impl Names {
    /// The words for kinds of objects.
    pub fn kinds() -> Vec<String> {
        Kind::ALL.iter().map(|kind| word(*kind)).chain([PRIMARY_KEY.to_owned()]).collect()
    }

    /// Adds a pattern: a regular expression for the whole name, in which [`PLACEHOLDERS`] stand for names.
    ///
    /// # Errors
    /// What is wrong with the expression.
    pub fn add(&mut self, kind: &str, text: &str) -> Result<(), String> {
        let plain = PLACEHOLDERS.iter().fold(text.to_owned(), |text, holder| text.replace(holder, "x"));
        let tried = compiled(&plain)?;
        let whole = (plain == text).then_some(tried);
        self.0.insert(kind.to_owned(), Pattern { text: text.to_owned(), whole });
        Ok(())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pattern that a name does not fit; none where it does, or nothing is said of its kind. `holders` are the
    /// names that [`PLACEHOLDERS`] stand for, in their order.
    pub fn broken(&self, kind: &str, name: &str, holders: impl FnOnce() -> [String; 3]) -> Option<&str> {
        let pattern = self.0.get(kind)?;
        let fits = match &pattern.whole {
            Some(whole) => whole.is_match(name),
            None => {
                let names = holders();
                let filled = |quote: fn(&str) -> String| {
                    let pairs = PLACEHOLDERS.iter().zip(&names);
                    pairs.fold(pattern.text.clone(), |text, (holder, name)| text.replace(holder, &quote(name)))
                };
                let bare = PLACEHOLDERS.iter().fold(pattern.text.clone(), |text, holder| text.replace(holder, ""));
                // An expression takes longer to read than a name to compare.
                let literal = !bare.contains(|c: char| !c.is_alphanumeric() && c != '_');
                if literal {
                    filled(str::to_owned) == name
                } else {
                    compiled(&filled(quoted)).is_ok_and(|whole| whole.is_match(name))
                }
            }
        };
        (!fits).then_some(&pattern.text)
    }
}

/// The word for a kind of object.
pub fn word(kind: Kind) -> String {
    kind.label().replace(' ', "_")
}

fn compiled(text: &str) -> Result<Regex, String> {
    // Names are matched byte by byte, so that no tables of Unicode are needed.
    let syntax = syntax::Config::new().unicode(false).utf8(false);
    let built = Regex::builder().syntax(syntax).build(&format!(r"\A(?:{text})\z"));
    built.map_err(|error| error.syntax_error().map_or_else(|| error.to_string(), ToString::to_string))
}

fn quoted(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_ascii_punctuation() {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_their_patterns_as_a_whole() {
        let mut names = Names::default();
        names.add("table", "[a-z_]+s").unwrap();
        names.add("index", "{table}_{columns}_idx").unwrap();
        names.add("foreign_key", "fk_{table}_(to_)?{references}").unwrap();
        let holders = || ["a.b".to_owned(), "c_d".to_owned(), "e".to_owned()];
        for (kind, name, fits) in [
            ("table", "users", true),
            ("table", "users2", false),
            ("table", "größes", false),
            ("index", "a.b_c_d_idx", true),
            ("index", "axb_c_d_idx", false),
            ("foreign_key", "fk_a.b_to_e", true),
            ("foreign_key", "fk_a.b_e", true),
            ("foreign_key", "fk_axb_e", false),
            ("column", "Anything", true),
        ] {
            assert_eq!(names.broken(kind, name, holders).is_none(), fits, "{kind} {name}");
        }
        assert!(names.add("view", "(a").unwrap_err().contains("unclosed group"));
    }
}
