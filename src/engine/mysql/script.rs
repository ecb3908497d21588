//! Where the statements of a script begin and end, as the server's own parser finds them: a routine's
//! body holds semicolons.

use std::ops::Range;

use crate::engine::scan::quoted;

/// The byte ranges of a script's statements, without the semicolons and the comments before them.
pub fn statements(sql: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut at = 0;
    while let Some(rest) = sql.get(at..).filter(|rest| !rest.is_empty()) {
        let (what, length) = piece(rest);
        let range = at..at + length;
        at = range.end;
        match what {
            Piece::Space => {}
            Piece::Semicolon if open.as_ref().is_none_or(|open| open.blocks == 0) => {
                found.extend(open.take().map(|open| open.range));
            }
            _ => {
                let current = open.get_or_insert_with(|| Open::new(range.start));
                current.range.end = range.end;
                if what == Piece::Word {
                    current.word(&rest[..length].to_ascii_lowercase());
                } else {
                    // `END; CASE` begins another; `END CASE` does not.
                    current.last.clear();
                }
            }
        }
    }
    found.extend(open.map(|open| open.range));
    found
}

/// A statement of which the end is not yet found.
struct Open {
    range: Range<usize>,
    words: usize,
    /// Whether it creates or alters what has a body.
    has_body: bool,
    blocks: u32,
    last: String,
}

impl Open {
    fn new(start: usize) -> Self {
        Self { range: start..start, words: 0, has_body: false, blocks: 0, last: String::new() }
    }

    fn word(&mut self, word: &str) {
        self.words += 1;
        if self.words == 1 && !matches!(word, "create" | "alter") {
            // Nothing else has a body; the count keeps it so.
            self.words = usize::MAX / 2;
        }
        // `CREATE DEFINER = … SQL SECURITY … PROCEDURE`: the word stands near the beginning.
        if self.words < 14 && matches!(word, "procedure" | "function" | "trigger" | "event") {
            self.has_body = true;
        }
        if self.has_body {
            match word {
                "begin" => self.blocks += 1,
                // `IF(…)` is a function unless it begins a statement, and then `THEN` follows: only
                // what must be ended by a word of its own is counted.
                "case" if self.last != "end" => self.blocks += 1,
                "end" => self.blocks = self.blocks.saturating_sub(1),
                // `END IF`, `END LOOP` close what was not counted.
                "if" | "loop" | "while" | "repeat" if self.last == "end" => self.blocks += 1,
                _ => {}
            }
        }
        word.clone_into(&mut self.last);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// White space or a comment.
    Space,
    Semicolon,
    Word,
    Other,
}

/// The first piece of a text and its length, which is never 0.
fn piece(rest: &str) -> (Piece, usize) {
    let Some(c) = rest.chars().next() else { return (Piece::Space, 1) };
    let line = || rest.find('\n').map_or(rest.len(), |end| end + 1);
    if c.is_whitespace() {
        return (Piece::Space, c.len_utf8());
    }
    let dashes = rest.strip_prefix("--").is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    if c == '#' || dashes {
        return (Piece::Space, line());
    }
    if rest.starts_with("/*") && !rest.starts_with("/*!") && !rest.starts_with("/*M!") {
        return (Piece::Space, rest.get(2..).and_then(|inner| inner.find("*/")).map_or(rest.len(), |end| end + 4));
    }
    match c {
        ';' => (Piece::Semicolon, 1),
        '\'' | '"' | '`' => (Piece::Other, quoted(rest, c, c != '`')),
        _ if is_word(c) => (Piece::Word, rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())),
        _ => (Piece::Other, c.len_utf8()),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(sql: &str) -> Vec<&str> {
        statements(sql).into_iter().map(|range| &sql[range]).collect()
    }

    #[test]
    fn splits_at_semicolons_outside_of_everything() {
        assert_eq!(split("a; b ;\n-- c;\n# d;\n/* e; */ ;; g"), ["a", "b", "g"]);
        assert_eq!(split("select 'a;\\';', `c;`, \"d;\"; g"), ["select 'a;\\';', `c;`, \"d;\"", "g"]);
        assert_eq!(split("select 5--1; x"), ["select 5--1", "x"]);
        assert!(split(" ;; -- nothing").is_empty());
    }

    #[test]
    fn keeps_bodies_whole() {
        let body = "create definer=`a`@`b` procedure p() begin if x then select 1; end if; \
                    select case when 1 then 2 end; case x when 1 then select 2; end case; while 1 do begin end; end while; end";
        assert_eq!(split(&format!("{body}; x")), [body, "x"]);
        let trigger = "create trigger t before insert on a for each row set new.b = if(new.c, 1, 2)";
        assert_eq!(split(&format!("{trigger}; x")), [trigger, "x"]);
        assert_eq!(split("begin; select 1; end; x"), ["begin", "select 1", "end", "x"]);
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_stays_in_order(sql in "[-a-zA-Z0-9 ;'\"`#/*\\\\()\n\u{e9}]{0,60}") {
            let mut end = 0;
            for range in statements(&sql) {
                assert!(range.start >= end && range.end > range.start);
                end = range.end;
            }
        }
    }
}
