//! The words of a `SHOW CREATE` statement, which the server writes in one way only.

use std::ops::Range;

use crate::engine::scan::quoted;

/// A piece of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A plain word or number.
    Word,
    /// A name in backticks.
    Name,
    /// A string literal.
    Text,
    /// One sign.
    Sign(char),
}

/// The pieces with their places. White space, comments, and the marks of comments that only some versions
/// obey (`/*!80016 … */`), are left out: what stands within is read like the rest.
pub(super) fn tokens(sql: &str) -> Vec<(Token, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = sql.get(at..) {
        let Some(c) = rest.chars().next() else { break };
        if let Some(length) = mark(rest).or_else(|| super::script::comment(rest)) {
            at += length;
            continue;
        }
        let (token, length) = match c {
            _ if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '`' => (Token::Name, quoted(rest, '`', false)),
            '\'' => (Token::Text, quoted(rest, '\'', true)),
            '"' => (Token::Text, quoted(rest, '"', true)),
            _ if is_word(c) => (Token::Word, rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())),
            _ => (Token::Sign(c), c.len_utf8()),
        };
        found.push((token, at..at + length));
        at += length;
    }
    found
}

/// The pieces' texts; what a dot parts is several.
pub(super) fn parts(sql: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (token, range) in tokens(sql) {
        let text = sql.get(range).unwrap_or_default();
        // A number keeps its point.
        if token == Token::Word && !text.starts_with(|c: char| c.is_ascii_digit()) {
            found.extend(text.split_inclusive('.').flat_map(|part| {
                let name = part.strip_suffix('.');
                [name.or(Some(part)), name.map(|_| ".")].into_iter().flatten().filter(|part| !part.is_empty())
            }));
        } else {
            found.push(text);
        }
    }
    found
}

/// The pieces' texts, plain words in lower case and names in double quotes where they stood in backticks.
pub(super) fn words(sql: &str) -> Vec<String> {
    let name = |text: &str| {
        let inner = text.trim_matches('`').replace("``", "`");
        format!("\"{}\"", inner.replace('"', "\"\""))
    };
    let word = |text: &str| match text.chars().next() {
        Some('`') => name(text),
        Some('\'' | '"') => text.to_owned(),
        _ => text.to_ascii_lowercase(),
    };
    parts(sql).into_iter().map(word).collect()
}

/// The length of a comment's mark, where one stands here.
fn mark(rest: &str) -> Option<usize> {
    if rest.starts_with("*/") {
        return Some(2);
    }
    let inner = rest.strip_prefix("/*!").or_else(|| rest.strip_prefix("/*M!"))?;
    let digits = inner.find(|c: char| !c.is_ascii_digit()).unwrap_or(inner.len());
    Some(rest.len() - inner.len() + digits)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.')
}

/// Reads pieces one by one.
pub(super) struct Scan<'a> {
    sql: &'a str,
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        Self { sql, tokens: tokens(sql), at: 0 }
    }

    /// The next piece's text.
    pub(super) fn peek(&self) -> &'a str {
        self.peek_at(0)
    }

    /// The text of a piece further on.
    pub(super) fn peek_at(&self, ahead: usize) -> &'a str {
        let range = self.tokens.get(self.at + ahead).map(|(_, range)| range.clone()).unwrap_or_default();
        self.sql.get(range).unwrap_or_default()
    }

    /// What the next piece is.
    pub(super) fn kind(&self) -> Option<Token> {
        self.tokens.get(self.at).map(|(token, _)| *token)
    }

    /// What a piece further on is.
    pub(super) fn kind_at(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).map(|(token, _)| *token)
    }

    /// Takes what is left of the line, outside of literals and parentheses.
    pub(super) fn line(&mut self) -> &'a str {
        let start = self.tokens.get(self.at).map_or(self.sql.len(), |(_, range)| range.start);
        let (mut end, mut depth) = (start, 0_u32);
        while let Some((token, range)) = self.tokens.get(self.at) {
            let gap = self.sql.get(end..range.start).unwrap_or_default();
            if depth == 0 && end > start && gap.contains('\n') {
                break;
            }
            match token {
                Token::Sign('(') => depth += 1,
                Token::Sign(')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            end = range.end;
            self.at += 1;
        }
        self.sql.get(start..end).unwrap_or_default()
    }

    /// Takes the next piece.
    pub(super) fn next(&mut self) -> &'a str {
        let text = self.peek();
        self.at += 1;
        text
    }

    /// Takes these words where all of them come next.
    pub(super) fn take(&mut self, words: &[&str]) -> bool {
        let all = words.iter().enumerate().all(|(ahead, word)| self.peek_at(ahead).eq_ignore_ascii_case(word));
        if all {
            self.at += words.len();
        }
        all
    }

    /// Takes a name.
    pub(super) fn name(&mut self) -> Option<String> {
        match self.kind()? {
            Token::Name => {
                let raw = self.next();
                Some(raw.get(1..raw.len().saturating_sub(1))?.replace("``", "`"))
            }
            Token::Word => Some(self.next().to_owned()),
            // So MariaDB quotes in what was made under ANSI_QUOTES.
            Token::Text if self.peek().starts_with('"') => {
                let raw = self.next();
                Some(raw.get(1..raw.len().saturating_sub(1))?.replace("\"\"", "\""))
            }
            Token::Text | Token::Sign(_) => None,
        }
    }

    /// Takes what stands in parentheses, and gives it without them.
    pub(super) fn parentheses(&mut self) -> Option<&'a str> {
        let start = self.tokens.get(self.at).filter(|(token, _)| *token == Token::Sign('('))?.1.end;
        let mut depth = 0_u32;
        while let Some((token, range)) = self.tokens.get(self.at) {
            self.at += 1;
            match token {
                Token::Sign('(') => depth += 1,
                Token::Sign(')') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return self.sql.get(start..range.start);
            }
        }
        None
    }

    /// Takes everything up to a comma, a closing parenthesis or one of these words, outside of
    /// parentheses.
    pub(super) fn until(&mut self, words: &[&str]) -> &'a str {
        let start = self.tokens.get(self.at).map_or(self.sql.len(), |(_, range)| range.start);
        let (mut end, mut depth) = (start, 0_u32);
        while let Some((token, range)) = self.tokens.get(self.at) {
            match token {
                Token::Sign('(') => depth += 1,
                Token::Sign(')') if depth == 0 => break,
                Token::Sign(')') => depth -= 1,
                Token::Sign(',') if depth == 0 => break,
                Token::Word if depth == 0 && end > start => {
                    let text = self.sql.get(range.clone()).unwrap_or_default();
                    if words.iter().any(|word| word.eq_ignore_ascii_case(text)) {
                        break;
                    }
                }
                _ => {}
            }
            end = range.end;
            self.at += 1;
        }
        self.sql.get(start..end).unwrap_or_default()
    }

    /// Takes all that is left, with one space where white space was, and no marks.
    pub(super) fn rest(&mut self) -> String {
        let text = squeeze(self.sql, self.tokens.get(self.at..).unwrap_or_default());
        self.at = self.tokens.len();
        text
    }

    /// Takes all that is left, as it stands.
    pub(super) fn all(&mut self) -> &'a str {
        let start = self.tokens.get(self.at).map_or(self.sql.len(), |(_, range)| range.start);
        self.at = self.tokens.len();
        self.sql.get(start..).unwrap_or_default().trim_end()
    }

    /// Whether nothing is left.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }
}

fn squeeze(sql: &str, tokens: &[(Token, Range<usize>)]) -> String {
    let mut text = String::new();
    let mut end = None;
    for (_, range) in tokens {
        if end.is_some_and(|end| end < range.start) {
            text.push(' ');
        }
        text.push_str(sql.get(range.clone()).unwrap_or_default());
        end = Some(range.end);
    }
    text
}

/// An expression without parentheses around the whole of it.
pub(super) fn bare(expression: &str) -> &str {
    let mut text = expression.trim();
    loop {
        let mut scan = Scan::new(text);
        match scan.parentheses() {
            Some(inner) if scan.is_done() => text = inner.trim(),
            _ => return text,
        }
    }
}

/// The names in backticks that a text holds.
pub(super) fn names(sql: &str) -> Vec<String> {
    let quoted = tokens(sql).into_iter().filter(|(token, _)| *token == Token::Name);
    quoted
        .filter_map(|(_, range)| {
            sql.get(range.start + 1..range.end.saturating_sub(1)).map(|name| name.replace("``", "`"))
        })
        .collect()
}

/// A text without the character sets that the server writes before literals (`_utf8mb4'x'`): they
/// are those of the session that made the object, and no wish of its author's.
pub(super) fn without_introducers(sql: &str) -> String {
    let tokens = tokens(sql);
    let mut text = String::new();
    let mut at = 0;
    for (index, (token, range)) in tokens.iter().enumerate() {
        let introduces = *token == Token::Word
            && sql.get(range.clone()).is_some_and(|word| word.starts_with("_"))
            && tokens.get(index + 1).is_some_and(|(next, other)| *next == Token::Text && other.start == range.end);
        text.push_str(sql.get(at..range.start).unwrap_or_default());
        if !introduces {
            text.push_str(sql.get(range.clone()).unwrap_or_default());
        }
        at = range.end;
    }
    text.push_str(sql.get(at..).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_names_and_texts() {
        let sql = "ALTER TABLE `a``b` /* x */ ADD c INT DEFAULT 'It', LOCK=NONE";
        let wanted = ["alter", "table", "\"a`b\"", "add", "c", "int", "default", "'It'", ",", "lock", "=", "none"];
        assert_eq!(words(sql), wanted);
    }

    #[test]
    fn parentheses_around_the_whole_go() {
        assert_eq!(bare("((`a` > 0))"), "`a` > 0");
        assert_eq!(bare("(`a`) + (`b`)"), "(`a`) + (`b`)");
        assert_eq!(bare("(')')"), "')'");
    }

    #[test]
    fn introducers_go() {
        assert_eq!(without_introducers("`n` in (_utf8mb4'a',_latin1'b') and _x"), "`n` in ('a','b') and _x");
    }

    #[test]
    fn marks_of_versions_are_read_through() {
        let mut scan = Scan::new("/*!50100 PARTITION BY HASH (`id`)\nPARTITIONS 3 */");
        assert_eq!(scan.rest(), "PARTITION BY HASH (`id`) PARTITIONS 3");
        assert_eq!(names("`a` + `b``c` + '`d`'"), ["a", "b`c"]);
    }
}
