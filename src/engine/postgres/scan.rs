//! A light lexer for what the server writes: enough to find where a piece of SQL ends.

use crate::engine::scan::quoted;

/// Byte offsets of a text's tokens: a quoted string or identifier, a word, or one other character.
/// White space is no token.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            c if c.is_whitespace() => {
                rest = rest.trim_start();
                continue;
            }
            '\'' | '"' => quoted(rest, first, false),
            'E' | 'e' if rest[1..].starts_with('\'') => 1 + quoted(&rest[1..], '\'', true),
            '$' => dollar(rest).unwrap_or(1),
            c if word(c) => rest.find(|c| !word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, tail) = rest.split_at(length);
        found.push(token);
        rest = tail;
    }
    found
}

fn word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

/// The length of a dollar-quoted string; none where it is no such thing.
fn dollar(text: &str) -> Option<usize> {
    let end = text[1..].find('$')? + 2;
    let tag = &text[..end];
    tag[1..end - 1].chars().all(|c| c.is_alphanumeric() || c == '_').then_some(())?;
    let close = text[end..].find(tag)?;
    Some(end + close + tag.len())
}

/// Whether parentheses close after they open, quotes aside.
pub(super) fn balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    for token in tokens(text) {
        match token {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// The text up to the parenthesis that closes the one already open, and the text after it.
pub(super) fn enclosed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 1_i32;
    for token in tokens(text) {
        match token {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let at = offset(text, token);
            return Some((&text[..at], &text[at + 1..]));
        }
    }
    None
}

/// The pieces between commas that stand outside of any parentheses and brackets.
pub(super) fn split_list(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut pieces) = (0_i32, 0, Vec::new());
    for token in tokens(text) {
        match token {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            "," if depth == 0 => {
                let at = offset(text, token);
                pieces.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(text[start..].trim());
    pieces
}

/// Where a token that was cut out of `text` begins in it.
pub(super) fn offset(text: &str, token: &str) -> usize {
    token.as_ptr().addr() - text.as_ptr().addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_keep_quoted_runs_whole() {
        assert_eq!(tokens("a = 'it''s (x)' AND \"B c\""), ["a", "=", "'it''s (x)'", "AND", "\"B c\""]);
        assert_eq!(tokens(r"E'\'(' || $$)$$"), [r"E'\'('", "|", "|", "$$)$$"]);
    }

    #[test]
    fn lists_split_outside_parentheses_only() {
        assert_eq!(split_list("a, lower(b, c), 'x,y' DESC"), ["a", "lower(b, c)", "'x,y' DESC"]);
    }

    #[test]
    fn enclosed_finds_its_own_closing() {
        assert_eq!(enclosed("a, (b)) WHERE (c)"), Some(("a, (b)", " WHERE (c)")));
    }
}
