//! The marks of `CYCLE … SET … TO 'Y' DEFAULT 'N'` in words that the server reads.
//!
//! It shows them as `TO 'Y'::text DEFAULT 'N'::text`, which its own grammar, where they are constants with their
//! type before them (`AexprConst` in `gram.y`; 14–18), refuses.

use super::scan::{offset, tokens};

/// The statement's text with the marks' types before them, where it has such marks.
pub(super) fn readable(sql: &str) -> Option<String> {
    if !sql.contains("CYCLE ") {
        return None;
    }
    let all = tokens(sql);
    let mut written = String::with_capacity(sql.len());
    let mut done = 0;
    for at in 0..all.len() {
        let Some((to, default)) = mark(&all[at..], "TO", "DEFAULT") else { continue };
        let Some((other, using)) = mark(&all[at + default..], "DEFAULT", "USING") else { continue };
        let until = at + default + using;
        written.push_str(&sql[done..offset(sql, all[at])]);
        written.push_str(&format!("TO {to} DEFAULT {other} "));
        done = offset(sql, all[until]);
    }
    (done > 0).then(|| written + &sql[done..])
}

/// `FROM 'Y'::text UNTIL`: the constant with its type before it, and how many tokens on the last word is.
fn mark(tokens: &[&str], from: &str, until: &str) -> Option<(String, usize)> {
    let [first, literal, ":", ":", rest @ ..] = tokens else { return None };
    if *first != from || !literal.starts_with('\'') {
        return None;
    }
    let length = rest.iter().position(|token| *token == until)?;
    let named =
        rest[..length].iter().all(|token| token.starts_with(|c: char| c.is_alphabetic() || c == '"' || c == '.'));
    let spaced = rest[..length].join(" ").replace(" . ", ".");
    (named && length > 0).then(|| (format!("{spaced} {literal}"), 4 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_come_before_the_marks() {
        let shown = "SELECT 1) CYCLE f, t SET m TO 'Y'::text DEFAULT 'it''s'::public.\"T\" USING path";
        let read = "SELECT 1) CYCLE f, t SET m TO text 'Y' DEFAULT public.\"T\" 'it''s' USING path";
        assert_eq!(readable(shown).as_deref(), Some(read));
        assert_eq!(readable(read), None);
        assert_eq!(readable("CYCLE f SET m USING path"), None);
    }
}
