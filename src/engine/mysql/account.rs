//! The names of accounts and roles: `'name'@'host'`.

use super::quote::literal;

/// Reads `app@%`, `'app'@'10.%'` or a name without a host; none where it is not well formed.
pub fn parse(text: &str) -> Option<(String, Option<String>)> {
    if let Some((name, rest)) = quoted(text) {
        let host = match rest.strip_prefix('@') {
            Some(host) => Some(bare_or_quoted(host)?),
            None if rest.is_empty() => None,
            None => return None,
        };
        return Some((name, host));
    }
    if text.starts_with(['\'', '"', '`']) {
        return None;
    }
    match text.rsplit_once('@') {
        Some((name, host)) => Some((name.to_owned(), Some(bare_or_quoted(host)?))),
        None => (!text.is_empty()).then(|| (text.to_owned(), None)),
    }
}

/// Writes it so that [`parse`] reads the same, with quotes where they are needed.
pub fn spell(name: &str, host: Option<&str>) -> String {
    let part = |text: &str, more: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-.$".contains(c) || more.contains(c);
        if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { quote(text) }
    };
    match host {
        Some(host) => format!("{}@{}", part(name, ""), part(host, "%:/")),
        None if name.eq_ignore_ascii_case("public") => quote(name),
        None => part(name, ""),
    }
}

/// It as SQL.
pub(super) fn sql(name: &str, host: Option<&str>) -> String {
    let host = host.map(|host| format!("@{}", literal(host))).unwrap_or_default();
    format!("{}{host}", literal(name))
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn bare_or_quoted(text: &str) -> Option<String> {
    match quoted(text) {
        Some((inner, rest)) => rest.is_empty().then_some(inner),
        None => (!text.contains(['\'', '"', '`'])).then(|| text.to_owned()),
    }
}

/// What stands in quotes at the beginning, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mark = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
    let mut inner = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != mark {
            inner.push(c);
        } else if chars.next_if(|(_, next)| *next == mark).is_some() {
            inner.push(mark);
        } else {
            return Some((inner, text.get(at + c.len_utf8()..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelled_is_parsed() {
        for (name, host) in [
            ("app", Some("%")),
            ("app", None),
            ("o'brien", Some("10.0.%")),
            ("joe@example.com", Some("localhost")),
            ("", Some("localhost")),
            ("a b", Some("::1")),
            ("x@y", None),
            ("public", None),
            ("`\"", Some("")),
        ] {
            let spelled = spell(name, host);
            assert_eq!(parse(&spelled), Some((name.to_owned(), host.map(str::to_owned))), "{spelled}");
        }
        assert_eq!(spell("app", Some("10.%")), "app@10.%");
        assert_eq!(parse("`a``b`@\"h\""), Some(("a`b".to_owned(), Some("h".to_owned()))));
        for wrong in ["", "'a", "'a@b", "'a'b", "a@'b", "'a'@'b'c", "a@b'c"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
