//! Names and literals as SQL: the one place that quotes.

/// A name, always quoted: what is reserved differs between versions.
pub fn ident(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A string literal. A backslash is an escape unless `NO_BACKSLASH_ESCAPES` is on, which dbtool's
/// own sessions and the servers' defaults leave off.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''").replace('\n', "\\n").replace('\0', "\\0"))
}

/// Names by commas.
pub fn list(names: &[String]) -> String {
    names.iter().map(|name| ident(name)).collect::<Vec<_>>().join(",")
}

/// What a literal, quotes and all, means.
pub fn unquote(raw: &str) -> String {
    let Some(inner) = raw.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) else { return raw.to_owned() };
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                chars.next_if_eq(&'\'');
                text.push('\'');
            }
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                Some('0') => text.push('\0'),
                Some('Z') => text.push('\u{1a}'),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_unquoted() {
        for text in ["", "it's", "a\\b", "two\nlines", "`x`", "''"] {
            assert_eq!(unquote(&literal(text)), text);
        }
        assert_eq!(ident("a`b"), "`a``b`");
        assert_eq!(unquote("'b''c\\\\ \\\"'"), "b'c\\ \"");
    }
}
