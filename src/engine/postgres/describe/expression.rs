//! How the server sets expressions among other text: which keep parentheses of their own.

use std::borrow::Cow;

/// An expression as the server prints it where nothing around it matters. The reader took away the
/// parentheses and the newline which some forms bring along; they are given back.
pub(super) fn whole(text: &str) -> String {
    let text = text.trim();
    if let (Some("CASE"), Some((_, last))) = (text.split_whitespace().next(), text.rsplit_once('\n')) {
        // In the pretty form a CASE begins on a line of its own, as far in as its END.
        let indent = last.len().saturating_sub(last.trim_start().len());
        return format!("\n{}{text}", " ".repeat(indent));
    }
    if brings_parentheses(text) { format!("({text})") } else { text.to_owned() }
}

/// An expression as a key of an index: in parentheses, unless it reads as a call of a function.
/// Before PostgreSQL 10 the forms that merely look like one (`COALESCE`) had them too.
pub(super) fn key(text: &str, calls_only: bool) -> String {
    let text = text.trim();
    match called(text) {
        Some(name) if !(calls_only && SPECIAL.contains(&name)) => text.to_owned(),
        _ if brings_parentheses(text) => whole(text),
        _ => format!("({})", whole(text)),
    }
}

/// Forms of the grammar with the look of a call.
const SPECIAL: &[&str] = &[
    "COALESCE",
    "GREATEST",
    "LEAST",
    "NULLIF",
    "XMLCONCAT",
    "XMLELEMENT",
    "XMLFOREST",
    "XMLPARSE",
    "XMLPI",
    "XMLROOT",
];

/// The name of the function where the whole text is one call.
fn called(text: &str) -> Option<&str> {
    // The first parenthesis outside of quotes ends the name.
    let mut quoted = false;
    let open = text.find(|c| {
        quoted ^= c == '"';
        c == '(' && !quoted
    })?;
    let name = text.get(..open)?;
    let bare = name.rsplit('.').next().unwrap_or(name);
    let plain = !bare.is_empty() && bare.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    let named = plain || name.ends_with('"');
    // A row constructor or an operator's word is no call, and neither is a call within something more.
    let no_call = ["ROW", "EXISTS", "ARRAY", "NOT"].contains(&name);
    let ends_there = top_level(text).last().is_none_or(|(at, _)| at < open);
    (named && !no_call && text.ends_with(')') && ends_there).then_some(name)
}

/// Whether the server prints parentheses of its own around a form at the text's top level. It never
/// prints these forms bare (ruleutils.c, `get_func_sql_syntax`), so the reader must have taken them.
fn brings_parentheses(text: &str) -> bool {
    let mut bare = String::new();
    for (_, c) in top_level(text) {
        bare.push(c);
    }
    [" AT TIME ZONE ", " OVERLAPS ", " NORMALIZED"].iter().any(|form| bare.contains(form))
}

/// The characters, and their places, that stand in no parentheses, brackets or quotes.
fn top_level(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut depth, mut quote) = (0_u32, None);
    text.char_indices().filter(move |&(_, c)| match (quote, c) {
        (Some(open), _) => {
            if c == open {
                quote = None;
            }
            false
        }
        (None, '\'' | '"') => {
            quote = Some(c);
            false
        }
        (None, '(' | '[') => {
            depth = depth.saturating_add(1);
            false
        }
        (None, ')' | ']') => {
            depth = depth.saturating_sub(1);
            false
        }
        (None, _) => depth == 0,
    })
}

/// The last part of a qualified name, without its quotes: `C` of `pg_catalog."C"`.
pub(super) fn last_name(name: &str) -> String {
    let start = match name.strip_suffix('"') {
        Some(body) => opening_quote(body),
        None => name.rfind('.').map_or(0, |dot| dot.saturating_add(1)),
    };
    let part: Cow<'_, str> = name.get(start..).unwrap_or(name).into();
    match part.strip_prefix('"').and_then(|part| part.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => part.into_owned(),
    }
}

/// Where the quoted name begins of which `body` is all but the closing quote.
fn opening_quote(body: &str) -> usize {
    let mut rest = body;
    while let Some(at) = rest.rfind('"') {
        match rest.get(..at).filter(|before| before.ends_with('"')) {
            // A doubled quote is part of the name.
            Some(before) => rest = before.strip_suffix('"').unwrap_or_default(),
            None => return at,
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_parentheses_unless_they_are_calls() {
        for (text, expected) in [
            ("lower(name)", "lower(name)"),
            ("other.\"f(.\"(a, ')')", "other.\"f(.\"(a, ')')"),
            ("lower(a) || lower(b)", "(lower(a) || lower(b))"),
            ("a ->> 'b'", "(a ->> 'b')"),
            ("a::text", "(a::text)"),
            ("COALESCE(a, 0)", "COALESCE(a, 0)"),
            ("ROW(a, b)", "(ROW(a, b))"),
            ("ts AT TIME ZONE 'UTC'::text", "(ts AT TIME ZONE 'UTC'::text)"),
            ("CASE\n    WHEN a THEN 1\nEND", "(\nCASE\n    WHEN a THEN 1\nEND)"),
            ("(a).b", "((a).b)"),
        ] {
            assert_eq!(key(text, false), expected);
        }
        assert_eq!(key("COALESCE(a, 0)", true), "(COALESCE(a, 0))");
        assert_eq!(key("lower(a)", true), "lower(a)");
    }

    #[test]
    fn forms_with_parentheses_of_their_own_get_them_back() {
        assert_eq!(whole("ts AT TIME ZONE 'UTC'::text"), "(ts AT TIME ZONE 'UTC'::text)");
        assert_eq!(whole("(ts AT TIME ZONE 'UTC'::text) > x"), "(ts AT TIME ZONE 'UTC'::text) > x");
        assert_eq!(whole("' AT TIME ZONE '::text"), "' AT TIME ZONE '::text");
        assert_eq!(whole("CASE\n      WHEN a THEN b\n  END"), "\n  CASE\n      WHEN a THEN b\n  END");
        assert_eq!(whole("CASE WHEN a THEN b END"), "CASE WHEN a THEN b END");
    }

    #[test]
    fn last_names() {
        for (name, expected) in [
            ("pg_catalog.\"C\"", "C"),
            ("\"de-x-icu\"", "de-x-icu"),
            ("ucs_basic", "ucs_basic"),
            ("s.c", "c"),
            ("\"a.b\".\"c\"\".d\"", "c\".d"),
        ] {
            assert_eq!(last_name(name), expected);
        }
    }
}
