//! Values that a check's own text gives away, in any engine's words: what it compares with, and what its
//! patterns match.

mod pattern;

/// Texts to try for a column that a check names, from the constants of the check.
pub(in crate::engine) fn harvest(check: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let bytes = check.as_bytes();
    let mut at = 0;
    let mut operator = String::new();
    // `regexp_like(a, 'x')` has its pattern behind a comma.
    let mut called = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\'' => {
                let (text, end) = quoted(check, at);
                match operator.as_str() {
                    _ if std::mem::take(&mut called) => found.extend(pattern::matching(&text)),
                    "~" | "~*" => found.extend(pattern::matching(&text)),
                    // Several, for there may be a rule that all are different.
                    "~~" | "~~*" => {
                        let texts = ["", "a", "b", "c"].map(|any| text.replace('_', "a").replace('%', any));
                        found.extend(texts);
                    }
                    _ => {
                        found.extend(
                            text.strip_prefix('{')
                                .and_then(|text| text.strip_suffix('}'))
                                .into_iter()
                                .flat_map(|list| list.split(',').map(|item| item.trim_matches('"').to_owned())),
                        );
                        found.push(text);
                    }
                }
                operator.clear();
                at = end;
            }
            b'"' => at = check.get(at + 1..).and_then(|rest| rest.find('"')).map_or(bytes.len(), |end| at + end + 2),
            b'0'..=b'9' => {
                let end = check.get(at..).and_then(|rest| rest.find(|c: char| !c.is_ascii_digit() && c != '.'));
                let end = end.map_or(bytes.len(), |length| at + length);
                found.extend(around(check.get(at..end).unwrap_or_default()));
                at = end;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let end = check.get(at..).and_then(|rest| rest.find(|c: char| !c.is_alphanumeric() && c != '_'));
                let end = end.map_or(bytes.len(), |length| at + length);
                match check.get(at..end).unwrap_or_default().to_ascii_lowercase().as_str() {
                    "regexp" | "rlike" => "~".clone_into(&mut operator),
                    "like" => "~~".clone_into(&mut operator),
                    "regexp_like" => called = true,
                    _ => {}
                }
                at = end;
            }
            b'`' => at = check.get(at + 1..).and_then(|rest| rest.find('`')).map_or(bytes.len(), |end| at + end + 2),
            b'~' | b'*' | b'=' | b'<' | b'>' | b'!' => {
                operator.push(char::from(*byte));
                at += 1;
            }
            b' ' | b'(' => at += 1,
            _ => {
                operator.clear();
                at += 1;
            }
        }
    }
    let mut unique: Vec<String> = Vec::new();
    for text in found {
        if !unique.contains(&text) {
            unique.push(text);
        }
    }
    unique
}

/// A number with its neighbours, and texts of that many characters: a check may count them.
fn around(digits: &str) -> Vec<String> {
    let Ok(number) = digits.parse::<i64>() else { return vec![digits.to_owned()] };
    let mut found: Vec<String> = [number, number.saturating_add(1), number.saturating_sub(1), number.saturating_neg()]
        .map(|it| it.to_string())
        .into();
    if let Ok(length @ 1..=100) = usize::try_from(number) {
        found.extend([length, length + 1].map(|length| "a".repeat(length)));
        found.push("1".repeat(length));
    }
    found
}

/// The text of the literal that begins there, and where it ends.
fn quoted(text: &str, start: usize) -> (String, usize) {
    // MySQL's escape everywhere, and an introducer stands before them there.
    let before = text.get(..start).unwrap_or_default();
    let escapes = before.ends_with(['E', 'e']) || text.contains('`');
    let mut found = String::new();
    let mut chars = text.get(start + 1..).unwrap_or_default().char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if escapes => found.extend(chars.next().map(|(_, c)| c)),
            '\'' if chars.next_if(|(_, next)| *next == '\'').is_none() => return (found, start + 1 + at + 1),
            c => found.push(c),
        }
    }
    (found, text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(check: &str, wanted: &[&str]) {
        let found = harvest(check);
        for text in wanted {
            assert!(found.iter().any(|it| it == text), "{text} in {found:?}");
        }
    }

    #[test]
    fn constants_come_from_the_check() {
        has("CHECK ((status = ANY (ARRAY['open'::text, 'it''s shut'::text])))", &["open", "it's shut"]);
        has("CHECK ((kind = ANY ('{a,\"b\"}'::text[])))", &["a", "b"]);
        has("CHECK (((n >= 10) AND (n < 20.5)))", &["10", "11", "9", "20.5"]);
        has("CHECK ((length(code) = 3))", &["aaa", "111"]);
        has("CHECK ((name ~~ 'x_%'::text))", &["xa"]);
        has(r"CHECK ((x = E'a\\b'::text))", &[r"a\b"]);
        has(r"`a` in (_utf8mb4'open',_utf8mb4'it\'s') and `b` like 'x_%'", &["open", "it's", "xa"]);
        has("FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')", &["2026-01-01"]);
    }

    #[test]
    fn patterns_are_answered() {
        let found = harvest("CHECK ((email ~* '^[^@ ]+@[a-z]{2,}[.](com|org)$'::text))");
        assert!(found.iter().any(|text| text.contains("@aa.com")), "{found:?}");
        for check in ["regexp_like(`a`,_utf8mb4'^[a-z]{2}[0-9]$')", "`a` regexp '^[a-z]{2}[0-9]$'"] {
            assert!(harvest(check).iter().any(|text| text == "aa0"), "{check}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[-a-zA-Z0-9 ;'\"$~*{}\\[\\]\\\\()\u{e9}]{0,60}") {
            harvest(&text);
        }
    }
}
