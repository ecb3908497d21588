//! What every engine's SQL has in common for who looks where a piece of it ends.

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
