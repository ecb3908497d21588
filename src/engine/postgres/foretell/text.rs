//! Texts that every server shows in one way: the names of built-in types, and constants of them.

/// Those without a modifier that can be sorted, as `format_type` names them.
const SORTABLE: [&str; 27] = [
    "bigint",
    "bit varying",
    "boolean",
    "bytea",
    "character varying",
    "cidr",
    "date",
    "double precision",
    "inet",
    "int4range",
    "int8range",
    "integer",
    "interval",
    "jsonb",
    "macaddr",
    "money",
    "numeric",
    "oid",
    "real",
    "smallint",
    "text",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
    "tsvector",
    "tstzrange",
    "uuid",
];

/// Those without a modifier that cannot.
const UNSORTABLE: [&str; 4] = ["json", "point", "box", "polygon"];

/// The longest `character varying` (`MaxAttrSize` in htup_details.h).
const LONGEST: u32 = 10_485_760;

/// Whether it is a built-in type as the server names it, an array of such, or one with a length.
pub(super) fn is_plain(data_type: &str) -> bool {
    let base = element(data_type);
    UNSORTABLE.contains(&base) || is_sortable(base)
}

/// Whether it is one that has an order of its own, so that a key can be over it.
pub(super) fn is_sortable(data_type: &str) -> bool {
    let base = element(data_type);
    SORTABLE.contains(&base) || has_length(base)
}

fn element(data_type: &str) -> &str {
    data_type.strip_suffix("[]").unwrap_or(data_type)
}

/// `character varying(20)`, `character(2)`, `numeric(10,2)`.
fn has_length(data_type: &str) -> bool {
    let Some((name, rest)) = data_type.split_once('(') else { return false };
    let Some(inner) = rest.strip_suffix(')') else { return false };
    match name {
        "character varying" | "character" => number(inner).is_some_and(|length| (1..=LONGEST).contains(&length)),
        "numeric" => inner.split_once(',').is_some_and(|(precision, scale)| {
            let (precision, scale) = (number(precision), number(scale));
            precision.zip(scale).is_some_and(|(precision, scale)| (1..=1000).contains(&precision) && scale <= precision)
        }),
        _ => false,
    }
}

/// A number without sign that is written in the shortest way.
fn number(text: &str) -> Option<u32> {
    let shortest = text.bytes().all(|digit| digit.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| shortest)
}

/// How the server shows that default of a column of that type (`get_const_expr`); none where it is no such constant.
pub(super) fn constant(data_type: &str, expression: &str) -> Option<String> {
    let lower = expression.to_ascii_lowercase();
    match data_type {
        "integer" | "bigint" | "smallint" | "numeric" => {
            number(expression).filter(|value| i32::try_from(*value).is_ok()).map(|value| value.to_string())
        }
        "boolean" => matches!(lower.as_str(), "true" | "false").then_some(lower),
        "timestamp with time zone" => match lower.as_str() {
            "now()" => Some(lower),
            "current_timestamp" => Some(expression.to_ascii_uppercase()),
            _ => None,
        },
        "date" => (lower == "current_date").then(|| expression.to_ascii_uppercase()),
        "uuid" => (lower == "gen_random_uuid()").then_some(lower),
        "json" | "jsonb" => ["'{}'", "'[]'"].into_iter().find_map(|literal| cast(expression, literal, data_type)),
        "text" => cast(expression, literal(expression)?, data_type),
        _ if data_type.ends_with("[]") && SORTABLE.contains(&element(data_type)) => cast(expression, "'{}'", data_type),
        _ if data_type.starts_with("character varying") && !data_type.ends_with(']') => {
            cast(expression, literal(expression)?, "character varying")
        }
        _ => None,
    }
}

/// The literal with its type, where the text is that or the literal alone.
fn cast(text: &str, literal: &str, data_type: &str) -> Option<String> {
    let rest = text.strip_prefix(literal)?;
    let plain = rest.is_empty() || rest.strip_prefix("::") == Some(data_type);
    plain.then(|| format!("{literal}::{data_type}"))
}

/// The literal of a string at the beginning, where it is shown as it is written: without backslashes.
fn literal(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('\'')?;
    let mut rest = inner;
    loop {
        let (_, after) = rest.split_once('\'')?;
        match after.strip_prefix('\'') {
            Some(more) => rest = more,
            None => {
                let found = text.strip_suffix(after)?;
                return (!found.contains(['\\', '\0'])).then_some(found);
            }
        }
    }
}
