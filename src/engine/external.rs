//! A program that changes large tables in the server's place, such as gh-ost or pt-online-schema-change.

/// Such a program, as the configuration names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct External {
    /// The program and its arguments, [`External::PLACEHOLDERS`] in them.
    pub command: Vec<String>,
    /// From which size of a table on, in bytes.
    pub over: u64,
}

impl External {
    /// What stands in braces for what a change is about. A password has none: it comes in the environment.
    pub const PLACEHOLDERS: [&str; 7] = ["database", "table", "alter", "host", "port", "user", "socket"];

    /// The placeholder that there is no such of.
    pub fn unknown(&self) -> Option<String> {
        let found = self.command.iter().flat_map(|word| placeholders(word));
        found.into_iter().find(|name| !Self::PLACEHOLDERS.contains(name)).map(str::to_owned)
    }

    /// The words of the command, `value` in the places of the names.
    pub fn words(&self, value: impl Fn(&str) -> String) -> Vec<String> {
        self.command.iter().map(|word| filled(word, &value)).collect()
    }
}

/// The names in braces, letters and underscores alone: other braces are the program's own.
fn placeholders(word: &str) -> Vec<&str> {
    word.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .filter(|it| is_name(it))
        .collect()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// What is put in is not looked at again.
fn filled(word: &str, value: &impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        match after.split_once('}').filter(|(name, _)| is_name(name)) {
            Some((name, after)) => {
                text.push_str(&value(name));
                rest = after;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_put_in_once() {
        let external = External { command: vec!["x".to_owned(), "--a={alter} {1} {".to_owned()], over: 0 };
        assert_eq!(external.unknown(), None);
        let words = external.words(|name| format!("<{name} {{table}}>"));
        assert_eq!(words, ["x", "--a=<alter {table}> {1} {"]);
        let other = External { command: vec!["{password}".to_owned()], over: 0 };
        assert_eq!(other.unknown().as_deref(), Some("password"));
    }
}
