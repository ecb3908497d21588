//! Where the statements of a script begin and end, as the server's own lexer would find them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::engine::scan::quoted;

/// The byte ranges of a script's statements, without the semicolons, comments before a statement
/// and empty statements: the server answers once for each.
///
/// A script that the server would refuse (a quote that is never closed) gives ranges all the same.
pub fn statements(sql: &str) -> Vec<Range<usize>> {
    let mut lexer = Lexer { sql, at: 0 };
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    while let Some((token, range)) = lexer.next() {
        match token {
            Token::Space => {}
            Token::Semicolon if open.as_ref().is_none_or(Open::is_whole) => {
                if let Some(open) = open.take() {
                    found.push(open.range);
                }
            }
            _ => {
                let current = open.get_or_insert_with(|| Open::new(range.start));
                current.range.end = range.end;
                current.take(token, &sql[range]);
            }
        }
    }
    found.extend(open.map(|open| open.range));
    found
}

/// The words, names and signs of a statement in order, comments left out: enough to tell what a
/// statement does. Quoted names keep their quotes; plain words come in lower case.
pub fn tokens(sql: &str) -> Vec<String> {
    let mut lexer = Lexer { sql, at: 0 };
    let mut tokens = Vec::new();
    while let Some((token, range)) = lexer.next() {
        match token {
            Token::Space => {}
            Token::Word => tokens.push(sql[range].to_ascii_lowercase()),
            _ => tokens.push(sql[range].to_owned()),
        }
    }
    tokens
}

/// Every name and word of a script, those within bodies and literals too, as the catalog has them:
/// a plain one in lower case, a quoted one without its quotes.
pub fn words(sql: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for token in tokens(sql) {
        match token.chars().next() {
            Some('"') => {
                words.insert(token.trim_matches('"').replace("\"\"", "\""));
                words.extend(plain(&token));
            }
            Some('\'' | '$') => words.extend(plain(&token)),
            _ => {
                words.insert(token);
            }
        }
    }
    words
}

fn plain(text: &str) -> impl Iterator<Item = String> {
    text.split(|c| !is_word(c)).filter(|word| !word.is_empty()).flat_map(|word| [word.to_owned(), word.to_lowercase()])
}

/// The columns to which a script's UPDATEs give values, those within bodies too.
pub fn assigned(sql: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // A name in backticks is a name like any other.
    let tokens: Vec<String> = tokens(sql).into_iter().filter(|token| token != "`").collect();
    for (at, token) in tokens.iter().enumerate() {
        if token.starts_with('$') {
            let tag = token.get(1..).and_then(|rest| rest.find('$')).map_or(token.len(), |end| end + 2);
            found.extend(token.get(tag..token.len().saturating_sub(tag)).map(assigned).unwrap_or_default());
        }
        if token != "set" {
            continue;
        }
        let mut depth = 0_u32;
        let mut expected = true;
        for (index, token) in tokens.iter().enumerate().skip(at + 1) {
            match token.as_str() {
                ";" | "where" | "from" | "returning" if depth == 0 => break,
                // A list of columns may stand in parentheses.
                "(" if expected => {}
                ")" if expected || depth == 0 => {}
                "(" => depth += 1,
                ")" => depth -= 1,
                "," if depth == 0 => expected = true,
                "=" => expected = false,
                name if expected
                    && depth == 0
                    && tokens.get(index + 1).is_some_and(|next| ["=", ",", ")"].contains(&next.as_str())) =>
                {
                    found.insert(name.trim_matches('"').to_owned());
                }
                _ => {}
            }
        }
    }
    found
}

/// The line and the column, both from 1 and the column in characters, of a byte in a text.
pub fn line_and_column(text: &str, byte: usize) -> (u32, u32) {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

/// A statement of which the end is not yet found.
struct Open {
    range: Range<usize>,
    /// Parentheses that are open: a rule's actions stand between them, semicolons and all.
    parentheses: u32,
    /// The first words, to know a routine by.
    words: Vec<String>,
    /// `BEGIN ATOMIC` and `CASE` that are open: a routine's body in SQL holds semicolons.
    blocks: u32,
}

impl Open {
    fn new(start: usize) -> Self {
        Self { range: start..start, parentheses: 0, words: Vec::new(), blocks: 0 }
    }

    fn is_whole(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn take(&mut self, token: Token, text: &str) {
        match token {
            Token::OpenParenthesis => self.parentheses += 1,
            Token::CloseParenthesis => self.parentheses = self.parentheses.saturating_sub(1),
            Token::Word => {
                let word = text.to_ascii_lowercase();
                if self.parentheses == 0 && self.makes_routine() {
                    // The rule of psql's lexer: only these words can open or close a block there.
                    match word.as_str() {
                        "begin" => self.blocks += 1,
                        "case" if self.blocks > 0 => self.blocks += 1,
                        "end" => self.blocks = self.blocks.saturating_sub(1),
                        _ => {}
                    }
                }
                if self.words.len() < 4 {
                    self.words.push(word);
                }
            }
            Token::Space | Token::Semicolon | Token::Other => {}
        }
    }

    fn makes_routine(&self) -> bool {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        matches!(
            words.as_slice(),
            ["create", "function" | "procedure", ..] | ["create", "or", "replace", "function" | "procedure"]
        )
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    /// White space or a comment.
    Space,
    Semicolon,
    OpenParenthesis,
    CloseParenthesis,
    /// A plain word or number.
    Word,
    /// A literal, a quoted name, a sign.
    Other,
}

struct Lexer<'a> {
    sql: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Option<(Token, Range<usize>)> {
        let start = self.at;
        let rest = &self.sql[start..];
        let first = rest.chars().next()?;
        let (token, length) = match first {
            _ if rest.starts_with("--") => (Token::Space, until(rest, "\n", 2)),
            _ if rest.starts_with("/*") => (Token::Space, comment(rest)),
            c if c.is_whitespace() => (Token::Space, c.len_utf8()),
            ';' => (Token::Semicolon, 1),
            '(' => (Token::OpenParenthesis, 1),
            ')' => (Token::CloseParenthesis, 1),
            '\'' => (Token::Other, quoted(rest, '\'', false)),
            '"' => (Token::Other, quoted(rest, '"', false)),
            'e' | 'E' if rest[1..].starts_with('\'') => (Token::Other, 1 + quoted(&rest[1..], '\'', true)),
            '$' => (Token::Other, dollar(rest)),
            c if is_word(c) => (Token::Word, word(rest)),
            c => (Token::Other, c.len_utf8()),
        };
        self.at = start + length;
        Some((token, start..self.at))
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

/// A word may hold `$` after its beginning, so that `a$b$c` is no dollar quote.
fn word(rest: &str) -> usize {
    rest.find(|c| !is_word(c) && c != '$').unwrap_or(rest.len())
}

fn until(rest: &str, end: &str, from: usize) -> usize {
    rest[from..].find(end).map_or(rest.len(), |found| from + found + end.len())
}

/// Comments nest, as in the standard.
fn comment(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let (mut depth, mut at) = (0_u32, 0);
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn dollar(rest: &str) -> usize {
    let tag = 1 + rest[1..].find(|c| !is_word(c)).unwrap_or(rest.len() - 1);
    let digit = rest[1..].starts_with(|c: char| c.is_ascii_digit());
    if digit || !rest[tag..].starts_with('$') {
        // A parameter or a lone sign.
        return 1;
    }
    until(rest, &rest[..=tag], tag + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(sql: &str) -> Vec<&str> {
        statements(sql).into_iter().map(|range| &sql[range]).collect()
    }

    #[test]
    fn splits_at_semicolons_outside_of_everything() {
        assert_eq!(split("a; b ;\n-- c;\n/* d; /* e; */ f; */ ;; g"), ["a", "b", "g"]);
        assert_eq!(split("select 'a;''b', \"c;\"\"d\", E'e\\';f'; g"), ["select 'a;''b', \"c;\"\"d\", E'e\\';f'", "g"]);
        assert_eq!(
            split("do $$ a; $x$ ; $$; do $x$;$$;$x$; select a$b$;c"),
            ["do $$ a; $x$ ; $$", "do $x$;$$;$x$", "select a$b$", "c"]
        );
        assert_eq!(split("select 'é;'; ü"), ["select 'é;'", "ü"]);
        assert!(split(" ;; -- nothing").is_empty());
    }

    #[test]
    fn keeps_bodies_whole() {
        let rule = "create rule r as on insert to t do also (insert into a values (1); insert into b values (2))";
        assert_eq!(split(&format!("{rule}; x")), [rule, "x"]);
        let body =
            "create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end";
        assert_eq!(split(&format!("{body}; x")), [body, "x"]);
        assert_eq!(split("begin; create table t (); end; x"), ["begin", "create table t ()", "end", "x"]);
    }

    #[test]
    fn survives_what_is_never_closed() {
        for sql in ["'a;", "\"a;", "$$a;", "$a", "$1; b", "/* a;", "e'\\", "e'\\'", "$", "$é$ ; ", "a (;"] {
            statements(sql);
            tokens(sql);
        }
    }

    #[test]
    fn counts_lines_and_columns_in_characters() {
        assert_eq!(line_and_column("a\nüb", 4), (2, 2));
        assert_eq!(line_and_column("", 9), (1, 1));
    }

    #[test]
    fn tells_words() {
        assert_eq!(
            tokens("CREATE  INDEX /* x */ CONCURRENTLY \"A b\" ON s.t(c)"),
            ["create", "index", "concurrently", "\"A b\"", "on", "s", ".", "t", "(", "c", ")"]
        );
    }

    #[test]
    fn tells_which_columns_get_values() {
        let of = |sql: &str| assigned(sql).into_iter().collect::<Vec<_>>();
        assert_eq!(of("UPDATE t SET a = b + 1, \"C\" = f(d, e) WHERE g = 1"), ["C", "a"]);
        assert_eq!(of("UPDATE t SET (a, b) = (SELECT 1, 2)"), ["a", "b"]);
        assert_eq!(of("DO $x$ BEGIN UPDATE t SET a = DEFAULT; END $x$"), ["a"]);
        assert!(of("ALTER TABLE t ALTER a SET NOT NULL; SELECT a = b").is_empty());
    }

    #[test]
    fn tells_all_words() {
        let words = words("ALTER TABLE S.\"T t\" ADD c int; DO $$ begin execute 'drop table Users'; end $$");
        for word in ["s", "T t", "users", "Users", "drop"] {
            assert!(words.contains(word), "{word} in {words:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_stays_in_order(sql in "[-a-zA-Z0-9 ;'\"$/*\\\\()\n\u{e9}]{0,60}") {
            let mut end = 0;
            for range in statements(&sql) {
                assert!(range.start >= end && range.end > range.start);
                end = range.end;
            }
            tokens(&sql);
            words(&sql);
            assigned(&sql);
        }
    }
}
