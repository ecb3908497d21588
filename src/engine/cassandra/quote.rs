//! Names and literals as CQL: the one place that quotes.

/// The words that CQL takes for no name unless they are quoted (`ReservedKeywords.java` of Cassandra,
/// and what ScyllaDB reserves beside them).
const RESERVED: &[&str] = &[
    "add",
    "allow",
    "alter",
    "and",
    "apply",
    "asc",
    "authorize",
    "batch",
    "begin",
    "by",
    "cast",
    "columnfamily",
    "create",
    "default",
    "delete",
    "desc",
    "describe",
    "drop",
    "entries",
    "execute",
    "from",
    "full",
    "grant",
    "if",
    "in",
    "index",
    "infinity",
    "insert",
    "into",
    "is",
    "keyspace",
    "limit",
    "materialized",
    "mbean",
    "mbeans",
    "modify",
    "nan",
    "norecursive",
    "not",
    "null",
    "of",
    "on",
    "or",
    "order",
    "primary",
    "rename",
    "replace",
    "revoke",
    "schema",
    "select",
    "set",
    "table",
    "to",
    "token",
    "truncate",
    "unlogged",
    "unset",
    "update",
    "use",
    "using",
    "view",
    "where",
    "with",
];

/// Whether a word is taken for no name unless it is quoted.
pub fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word.to_ascii_lowercase().as_str())
}

/// A name, quoted where it would be read as something else.
pub fn ident(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain && !RESERVED.contains(&name) { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// A string literal.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A text that holds code, between dollars where it does not hold such itself.
pub fn body(text: &str) -> String {
    if text.contains("$$") || text.ends_with('$') { literal(text) } else { format!("$${text}$$") }
}

/// Names by commas.
pub fn list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(|name| ident(name)).collect::<Vec<_>>().join(", ")
}

/// What a name in CQL means: lower-case, unless it is quoted.
pub fn unquote(text: &str) -> String {
    let text = text.trim();
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_they_must_be() {
        assert_eq!(ident("a_1"), "a_1");
        assert_eq!(ident("A"), "\"A\"");
        assert_eq!(ident("token"), "\"token\"");
        assert_eq!(ident("a\"b"), "\"a\"\"b\"");
        assert_eq!(unquote("\"a\"\"B\""), "a\"B");
        assert_eq!(unquote("Name"), "name");
        assert_eq!(body("a$$b"), "'a$$b'");
        assert_eq!(body("it's"), "$$it's$$");
    }
}
