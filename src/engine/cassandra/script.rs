//! Where the statements of a CQL script begin and end.

use std::ops::Range;

use crate::engine::scan::quoted;

/// The statements of a script without the semicolons between them, and without comments around them.
/// The statements of a batch are one statement.
pub fn statements(cql: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut end, mut at) = (None, 0, 0);
    while let Some(rest) = cql.get(at..).filter(|rest| !rest.is_empty()) {
        let (piece, length) = piece(rest);
        let next = at + length;
        match piece {
            Piece::Space => {}
            Piece::Semicolon => {
                let text = |from: usize| cql.get(from..end).unwrap_or_default();
                match start {
                    // The semicolons of a batch part its statements.
                    Some(from) if is_open_batch(text(from)) => end = next,
                    Some(from) => {
                        found.push(from..end);
                        start = None;
                    }
                    None => {}
                }
            }
            Piece::Other => {
                start.get_or_insert(at);
                end = next;
            }
        }
        at = next;
    }
    found.extend(start.map(|from| from..end));
    found
}

fn is_open_batch(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().take(3).map(str::to_ascii_uppercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let begins =
        matches!(words.as_slice(), ["BEGIN", "BATCH", ..] | ["BEGIN", "UNLOGGED" | "COUNTER" | "LOGGED", "BATCH"]);
    let upper = text.to_ascii_uppercase();
    begins && !upper.trim_end().ends_with("APPLY BATCH")
}

/// The quoted texts, words and signs of a statement, without comments.
pub(super) fn tokens(cql: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut rest = cql;
    while let Some(c) = rest.chars().next() {
        let (piece, mut length) = piece(rest);
        if is_word(c) {
            length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        }
        let (token, after) = rest.split_at(length);
        if piece != Piece::Space {
            found.push(token);
        }
        rest = after;
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// White space or a comment.
    Space,
    Semicolon,
    Other,
}

/// The first piece of a text and its length, which is never 0.
fn piece(rest: &str) -> (Piece, usize) {
    let Some(c) = rest.chars().next() else { return (Piece::Space, 1) };
    if c.is_whitespace() {
        return (Piece::Space, c.len_utf8());
    }
    if rest.starts_with("--") || rest.starts_with("//") {
        return (Piece::Space, rest.find('\n').map_or(rest.len(), |end| end + 1));
    }
    if rest.starts_with("/*") {
        return (Piece::Space, rest.get(2..).and_then(|inner| inner.find("*/")).map_or(rest.len(), |end| end + 4));
    }
    if let Some(inner) = rest.strip_prefix("$$") {
        return (Piece::Other, inner.find("$$").map_or(rest.len(), |end| end + 4));
    }
    match c {
        ';' => (Piece::Semicolon, 1),
        '\'' | '"' => (Piece::Other, quoted(rest, c, false)),
        _ => (Piece::Other, c.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(cql: &str) -> Vec<&str> {
        statements(cql).into_iter().map(|range| &cql[range]).collect()
    }

    #[test]
    fn splits_at_semicolons_outside_of_everything() {
        assert_eq!(split("a; b ;\n-- c;\n// d;\n/* e; */ ;; g"), ["a", "b", "g"]);
        assert_eq!(split("a 'x;''y' \"c;\" $$ return 1; $$; g"), ["a 'x;''y' \"c;\" $$ return 1; $$", "g"]);
        assert!(split(" ;; -- nothing").is_empty());
    }

    #[test]
    fn a_batch_is_whole() {
        let batch = "BEGIN BATCH INSERT INTO t (a) VALUES (1); DELETE FROM t WHERE a = 2; APPLY BATCH";
        assert_eq!(split(&format!("{batch}; x")), [batch, "x"]);
        let unlogged = "begin unlogged batch insert into t (a) values (1); apply batch";
        assert_eq!(split(&format!("{unlogged};")), [unlogged]);
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_stays_in_order(cql in "[-a-zA-Z0-9 ;'\"$/*\n\u{e9}]{0,60}") {
            let mut end = 0;
            for range in statements(&cql) {
                assert!(range.start >= end && range.end > range.start);
                end = range.end;
            }
        }
    }
}
