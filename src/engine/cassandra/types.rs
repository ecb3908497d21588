//! Types as CQL writes them, read without a server: `map<text, frozen<address>>`.

use super::quote::unquote;
use crate::engine::scan::quoted;

/// The server's own types.
const NATIVE: &[&str] = &[
    "ascii",
    "bigint",
    "blob",
    "boolean",
    "counter",
    "date",
    "decimal",
    "double",
    "duration",
    "empty",
    "float",
    "frozen",
    "inet",
    "int",
    "list",
    "map",
    "set",
    "smallint",
    "text",
    "time",
    "timestamp",
    "timeuuid",
    "tinyint",
    "tuple",
    "uuid",
    "varchar",
    "varint",
    "vector",
];

/// A word, a quoted name or a sign of a type.
fn tokens(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let length = if c == '"' || c == '\'' {
            quoted(rest, c, false)
        } else if is_word(c) {
            rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        found.push(token.to_owned());
        rest = after.trim_start();
    }
    found
}

/// A type in the server's spelling: lower-case, one space after a comma, `text` for `varchar`.
pub fn normalize(text: &str) -> String {
    let mut out = String::new();
    for token in tokens(text) {
        match token.as_str() {
            "," => out.push_str(", "),
            "varchar" | "VARCHAR" => out.push_str("text"),
            _ if token.starts_with(['"', '\'']) => out.push_str(&token),
            _ => out.push_str(&token.to_ascii_lowercase()),
        }
    }
    out
}

/// The user-defined types that a type names.
pub fn own(text: &str) -> Vec<String> {
    let names =
        tokens(text).into_iter().filter(|token| token.starts_with('"') || token.starts_with(char::is_alphabetic));
    names
        .map(|token| unquote(token.rsplit('.').next().unwrap_or_default()))
        .filter(|name| !NATIVE.contains(&name.as_str()))
        .collect()
}

/// Whether a column of it is kept as cells of their own, and so shown after those that are not.
pub fn is_multi_cell(text: &str) -> bool {
    let first = tokens(text).into_iter().next().unwrap_or_default().to_ascii_lowercase();
    match first.as_str() {
        "list" | "map" | "set" => true,
        "frozen" | "tuple" | "vector" => false,
        _ => is_own(text),
    }
}

/// Whether a value of it is one of a user-defined type whose fields are cells of their own.
pub fn is_own(text: &str) -> bool {
    let first = tokens(text).into_iter().next().unwrap_or_default();
    !own(&first).is_empty()
}

/// `a int, "B" map<text, int>` as names and types.
///
/// # Errors
/// What cannot be read, in words.
pub fn arguments(text: &str) -> Result<Vec<(String, String)>, String> {
    let argument = |text: &str| {
        let text = text.trim();
        let end = match text.chars().next() {
            Some('"') => quoted(text, '"', false),
            _ => text.find(char::is_whitespace).unwrap_or(text.len()),
        };
        let (name, data_type) = text.split_at(end);
        if name.is_empty() || data_type.trim().is_empty() {
            return Err(format!("`{text}` is no name with a type"));
        }
        Ok((unquote(name), normalize(data_type)))
    };
    split(text).into_iter().map(argument).collect()
}

/// Splits at the commas that are in no brackets.
pub fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found, mut skip) = (0_i32, 0, Vec::new(), 0);
    for (at, c) in text.char_indices() {
        if at < skip {
            continue;
        }
        match c {
            '<' | '(' | '{' | '[' => depth += 1,
            '>' | ')' | '}' | ']' => depth -= 1,
            '"' | '\'' => skip = at + quoted(text.get(at..).unwrap_or_default(), c, false),
            ',' if depth == 0 => {
                found.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    let last = text.get(start..).unwrap_or_default();
    if !last.trim().is_empty() {
        found.push(last);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_spelled_as_the_server_does() {
        assert_eq!(normalize("Map<varchar,frozen< \"Ab\" >>"), "map<text, frozen<\"Ab\">>");
        assert_eq!(own("map<text, frozen<tuple<\"Ab\", addr>>>"), ["Ab", "addr"]);
        assert!(own("vector<float, 3>").is_empty());
        assert!(is_own("\"Ab\"") && !is_own("frozen<addr>") && !is_own("list<frozen<addr>>") && !is_own("int"));
        assert!(is_multi_cell("addr") && is_multi_cell("list<int>") && !is_multi_cell("frozen<addr>"));
    }

    #[test]
    fn arguments_are_read() {
        let read = arguments("a int, \"B c\" map<text,int>").unwrap();
        assert_eq!(read, [("a".to_owned(), "int".to_owned()), ("B c".to_owned(), "map<text, int>".to_owned())]);
        assert!(arguments("").unwrap().is_empty());
        assert!(arguments("int").is_err());
    }
}
