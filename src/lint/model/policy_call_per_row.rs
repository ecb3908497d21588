//! `policy-call-per-row`: a policy that calls the same function for every row.

use super::{ModelRule, View, Wrong};
use crate::engine::Engine;
use crate::lint::Severity;
use crate::migrate::script;
use crate::model::{Policy, Routine, Volatility};

pub(super) const RULE: ModelRule = ModelRule {
    code: "policy-call-per-row",
    severity: Severity::Warning,
    title: "a policy that calls the same function for every row",
    why: "Nothing of the row is given to it, and yet it is called for each row that is looked at: a query of a large \
          table takes many times as long.",
    remedy: "put the call into a query of its own, `(SELECT auth.uid())`, which runs once",
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigint, owner: text}, primary_key: [id], row_security: true, policies: {p: {using: \"owner = current_setting('app.user')\"}}}}",
    good: "tables: {t: {columns: {id: bigint, owner: text}, primary_key: [id], row_security: true, policies: {p: {using: \"owner = (SELECT current_setting('app.user'))\"}}}}",
    check,
    fix: None,
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let mut found = Vec::new();
    for (id, policy) in view.all::<Policy>() {
        for (key, text) in [("using", &policy.using), ("check", &policy.check)] {
            let Some(text) = text else { continue };
            if let Some(call) = calls(text).into_iter().find(|call| costs(view, call)) {
                found.push(Wrong::at(id, format!("{id} calls {call} for each row (`{key}`)")));
            }
        }
    }
    found
}

/// Whether a call is worth to be made but once: the server's own functions cost nothing, but for those that look
/// something up; what may give another answer each time has to be asked each time.
fn costs(view: &View<'_>, call: &str) -> bool {
    let (schema, name) = call.rsplit_once('.').unwrap_or(("", call));
    let mut own = view.all::<Routine>().filter(|(id, _)| {
        &*id.name == name
            && (&*id.schema == schema
                || schema.is_empty() && view.schema.search_path.iter().any(|own| own == id.schema()))
    });
    match own.next() {
        Some((_, routine)) => routine.volatility != Volatility::Volatile,
        None if schema.is_empty() || schema == "pg_catalog" => name == "current_setting",
        None => true,
    }
}

/// The functions that an expression calls with nothing of a row, but for those within queries.
fn calls(text: &str) -> Vec<String> {
    const NO_CALL: &[&str] = &[
        "select", "in", "any", "all", "some", "exists", "and", "or", "not", "array", "row", "values", "using", "on",
        "where", "when", "then", "else", "case", "from",
    ];
    let tokens = script::tokens(text);
    let name = |at: usize| {
        let token = tokens.get(at)?;
        let word = token.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_' || c == '"');
        (word && !NO_CALL.contains(&token.as_str())).then(|| token.trim_matches('"').to_owned())
    };
    let mut found = Vec::new();
    // Of each open parenthesis, whether a query stands in it.
    let mut open: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "(" => {
                let in_query = open.last().copied().unwrap_or_default();
                let called = at.checked_sub(1).and_then(name).filter(|_| !in_query);
                if let Some(called) = called.filter(|_| is_constant(&tokens[at + 1..])) {
                    let schema = (at > 2 && tokens[at - 2] == ".").then(|| name(at - 3)).flatten();
                    found.push(schema.map(|schema| format!("{schema}.{called}")).unwrap_or(called));
                }
                open.push(in_query || tokens.get(at + 1).is_some_and(|next| next == "select" || next == "with"));
            }
            ")" => drop(open.pop()),
            _ => {}
        }
    }
    found
}

/// Whether nothing but literals stands before the parenthesis that closes.
fn is_constant(tokens: &[String]) -> bool {
    let mut cast = false;
    for token in tokens {
        let literal = token.starts_with('\'') || token.chars().all(|c| c.is_ascii_digit() || c == '.');
        match token.as_str() {
            ")" => return true,
            "," => cast = false,
            ":" | "::" => cast = true,
            "true" | "false" | "null" => {}
            _ if literal || cast => {}
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_with_nothing_of_the_row_are_found() {
        for (text, found) in [
            ("owner = auth.uid()", &["auth.uid"][..]),
            ("owner = ( SELECT auth.uid() AS uid)", &[]),
            ("(owner = \"Auth\".\"Uid\"()) OR is_admin(id)", &["Auth.Uid"]),
            ("tenant = current_setting('app.tenant'::text, true)::int", &["current_setting"]),
            ("EXISTS (SELECT 1 FROM m WHERE m.user_id = auth.uid())", &[]),
            ("id IN (SELECT f()) AND lower('A') = name", &["lower"]),
            ("id = ANY (ARRAY[1, 2]) AND (true)", &[]),
            ("now() > until AND array_length(a, 1) > 0", &["now"]),
        ] {
            assert_eq!(calls(text), found, "{text}");
        }
    }
}
