//! Arrays that are of another type as a whole, in words that the server reads as such.
//!
//! `status IN ('a', 'b')` on a `varchar` is shown as `(ARRAY['a'::character varying, …])::text[]`. Read again, the
//! type goes to each of the elements (`transformTypeCast` in `parse_expr.c`; 13–18), and what is made of that
//! text is another expression than the one that was shown. Between two types it stays with the whole.

use super::scan::{enclosed, offset, split_list, tokens};

/// The statement's text with both types named, where it has such an array.
pub(super) fn faithful(sql: &str) -> Option<String> {
    if !sql.contains("])::") {
        return None;
    }
    let all = tokens(sql);
    let mut written = String::with_capacity(sql.len() + 32);
    let mut done = 0;
    for (at, window) in all.windows(3).enumerate() {
        if window[0] != "(" || !window[1].eq_ignore_ascii_case("ARRAY") || window[2] != "[" {
            continue;
        }
        let start = offset(sql, window[2]) + 1;
        let Some(close) = closing(&all[at + 3..]).map(|bracket| offset(sql, bracket)) else { continue };
        let cast = sql[close + 1..].starts_with(")::");
        let named = split_list(&sql[start..close]).into_iter().find_map(element_type);
        if let (true, Some(name)) = (cast, named) {
            written.push_str(&sql[done..=close]);
            written.push_str(&format!("::{name}[]"));
            done = close + 1;
        }
    }
    (done > 0).then(|| written + &sql[done..])
}

/// The bracket that closes the one already open.
fn closing<'a>(tokens: &[&'a str]) -> Option<&'a str> {
    let mut depth = 1_i32;
    tokens.iter().copied().find(|token| {
        depth += i32::from(*token == "[") - i32::from(*token == "]");
        depth == 0
    })
}

/// The type that an element is said to be of, without its modifier; none where its own text does not tell.
fn element_type(element: &str) -> Option<&str> {
    if let Some(name) = number_type(element) {
        return Some(name);
    }
    let rest = match element.strip_prefix('(') {
        Some(inner) => enclosed(inner)?.1,
        None => element.strip_prefix(*tokens(element).first()?)?,
    };
    let name = rest.strip_prefix("::")?;
    let plain = name.split('(').next()?.trim();
    let whole = name.len() == plain.len() || name.ends_with(')');
    (whole && !plain.contains(['[', ':', '\''])).then_some(plain)
}

/// The type of a number without a sign: the first of these that it fits into.
fn number_type(text: &str) -> Option<&'static str> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) || text.contains(':') {
        return None;
    }
    let fits = [(text.parse::<i32>().is_ok(), "integer"), (text.parse::<i64>().is_ok(), "bigint")];
    let found = fits.into_iter().find(|(fits, _)| *fits).map(|(_, name)| name);
    found.or_else(|| text.parse::<f64>().is_ok().then_some("numeric"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_types_are_named() {
        let written = "CHECK (((s)::text = ANY ((ARRAY['a'::character varying, ')]'::character varying(3)])::text[])))";
        let faithful = faithful(written).unwrap();
        let kept = "CHECK (((s)::text = ANY ((ARRAY['a'::character varying, ')]'::character varying(3)]::character varying[])::text[])))";
        assert_eq!(faithful, kept);
        assert_eq!(super::faithful(kept), None, "once is enough");
    }

    #[test]
    fn the_first_element_that_tells_its_type_does() {
        let text = "(ARRAY[a, (b || 'x'::text), (c)::\"My\".name, 'x'::\"My\".name])::text[] || (ARRAY[d])::text[]";
        let kept = "(ARRAY[a, (b || 'x'::text), (c)::\"My\".name, 'x'::\"My\".name]::\"My\".name[])::text[] || (ARRAY[d])::text[]";
        assert_eq!(faithful(text).as_deref(), Some(kept));
    }

    #[test]
    fn numbers_have_types() {
        for (number, name) in [("1", "integer"), ("2147483648", "bigint"), ("1.5", "numeric")] {
            let kept = format!("(ARRAY[{number}]::{name}[])::real[]");
            assert_eq!(faithful(&format!("(ARRAY[{number}])::real[]")), Some(kept));
        }
        assert_eq!(faithful("(ARRAY[1 + a])::real[]"), None);
    }

    #[test]
    fn what_is_quoted_is_no_array() {
        assert_eq!(faithful("SELECT $$(ARRAY['a'::varchar])::text[]$$, '(ARRAY[''a''::varchar])::text[]'"), None);
    }
}
