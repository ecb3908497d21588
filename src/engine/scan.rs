//! What every engine's SQL has in common for who looks where a piece of it ends.

pub mod duration;

/// The length of what is quoted at the beginning of a text, its quotes included; all of it where
/// the quote is never closed. A doubled quote stands for itself, and whatever follows a backslash
/// too, where it escapes.
pub fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if escapes && c == '\\' {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    text.len()
}

/// Whether a statement changes something in another database than the session's: it goes there, makes or
/// drops one, or names the database of what it changes. What it only reads may be anywhere. `tokens` are
/// its quoted texts, words and signs.
pub fn reaches_out(tokens: &[&str]) -> bool {
    let word = |at: usize| tokens.get(at).map(|token| token.to_ascii_lowercase()).unwrap_or_default();
    // `CREATE OR REPLACE`.
    let what = if word(1) == "or" { word(3) } else { word(1) };
    let qualified = |from: usize, until: &[&str]| {
        let rest = tokens.iter().skip(from).take_while(|token| !until.contains(&token.to_ascii_lowercase().as_str()));
        rest.into_iter().any(|token| *token == ".")
    };
    let after = |words: &[&str]| tokens.iter().position(|token| words.contains(&token.to_ascii_lowercase().as_str()));
    match word(0).as_str() {
        "use" => true,
        "create" | "alter" | "drop" if matches!(what.as_str(), "database" | "schema" | "keyspace") => true,
        "drop" | "truncate" | "rename" => qualified(1, &[]),
        "create" | "alter" => {
            let Some(kind) = after(MADE) else { return false };
            let own =
                (kind.saturating_add(1)..).find(|at| !matches!(word(*at).as_str(), "if" | "not" | "exists" | "body"));
            let on = matches!(word(kind).as_str(), "index" | "trigger").then(|| after(&["on"])).flatten();
            let names = [own, on.map(|at| at.saturating_add(1))];
            names.into_iter().flatten().any(|at| word(at.saturating_add(1)) == ".")
        }
        "insert" | "replace" | "load" => qualified(1, &["(", "values", "value", "select", "set", "with", "table"]),
        "update" => qualified(1, &["set", "using"]),
        "delete" => after(&["from"]).is_some_and(|from| qualified(from, &["where", "using", "join", "order", "limit"])),
        _ => false,
    }
}

/// What `CREATE` and `ALTER` make, by the word before its name.
const MADE: &[&str] = &[
    "table",
    "view",
    "index",
    "trigger",
    "procedure",
    "function",
    "event",
    "sequence",
    "type",
    "aggregate",
    "package",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_with_a_quote_that_is_neither_doubled_nor_escaped() {
        assert_eq!(quoted("'a''b' c", '\'', false), 6);
        assert_eq!(quoted(r"'a\' b' c", '\'', true), 7);
        assert_eq!(quoted(r"'a\' b' c", '\'', false), 4);
        assert_eq!(quoted("'a", '\'', false), 2);
    }
}
