//! Types, by the text that names them.

/// Whether every value of one type is a value of the other, so that a column can take it on and
/// lose nothing.
pub(super) fn widens(before: &str, after: &str) -> bool {
    let (old, old_limits) = parts(before);
    let (new, new_limits) = parts(after);
    // No limit takes in any limit; otherwise each number has to grow or stay.
    let roomier = new_limits.is_empty()
        || !old_limits.is_empty()
            && old_limits.len() == new_limits.len()
            && old_limits.iter().zip(&new_limits).all(|(old, new)| new >= old);
    if old == new {
        return match old.as_str() {
            // A greater scale takes digits away from before the point.
            "numeric" if old_limits.len() == 2 && new_limits.len() == 2 => {
                new_limits[1] >= old_limits[1] && new_limits[0] - new_limits[1] >= old_limits[0] - old_limits[1]
            }
            _ => roomier,
        };
    }
    const WIDER: &[(&str, &[&str])] = &[
        ("smallint", &["integer", "bigint", "numeric", "real", "double precision", "text"]),
        ("integer", &["bigint", "numeric", "double precision", "text"]),
        ("bigint", &["numeric", "text"]),
        ("real", &["double precision", "text"]),
        ("character varying", &["text"]),
        ("text", &["character varying"]),
        ("uuid", &["text"]),
        ("json", &["text"]),
        ("jsonb", &["json", "text"]),
        ("cidr", &["inet", "text"]),
        ("boolean", &["text"]),
        ("date", &["timestamp without time zone", "text"]),
        ("timestamp without time zone", &["text"]),
        ("timestamp with time zone", &["text"]),
        ("time without time zone", &["text"]),
        ("time with time zone", &["text"]),
        ("interval", &["text"]),
        ("numeric", &["text"]),
        ("double precision", &["text"]),
        ("inet", &["text"]),
        ("bytea", &["text"]),
    ];
    // A type of the user's, which its schema tells, is written as its text, whatever that is.
    let own = old.contains('.') && new == "text";
    let wider = own || WIDER.iter().any(|(from, to)| *from == old && to.contains(&new.as_str()));
    wider && (new_limits.is_empty() || old == "character varying" && roomier)
}

/// Whether a column takes on the other type without its rows being written anew: the server knows
/// the two to be stored alike (`pg_cast.castmethod` `b`, and the support functions of length
/// coercions).
pub(super) fn stored_alike(before: &str, after: &str) -> bool {
    let (old, old_limits) = parts(before);
    let (new, new_limits) = parts(after);
    let texts = ["text", "character varying"];
    if old != new {
        let same = texts.contains(&old.as_str()) && texts.contains(&new.as_str());
        let cast = same || matches!((old.as_str(), new.as_str()), ("cidr", "inet") | ("xml", "text"));
        return cast && (new_limits.is_empty() || same && !old_limits.is_empty() && new_limits >= old_limits);
    }
    let grows =
        ["character varying", "bit varying", "numeric", "interval"].contains(&old.as_str()) || old.starts_with("time");
    if old_limits == new_limits {
        return true;
    }
    match (old_limits.as_slice(), new_limits.as_slice()) {
        (_, []) => grows,
        ([old], [new]) => grows && new >= old,
        ([old, scale], [new, new_scale]) => grows && new >= old && scale == new_scale,
        _ => false,
    }
}

/// Whether a type is one of the server's strings, from and to which every value has a way.
pub(super) fn is_text(text: &str) -> bool {
    ["text", "character varying", "character", "name"].contains(&parts(text).0.trim_end_matches("[]"))
}

/// Whether both are types of the server's own between which it has no cast (`pg_cast`), so that a value
/// goes from one to the other by way of its text alone.
pub(super) fn lacks_cast(before: &str, after: &str) -> bool {
    const NUMBERS: &[&str] = &["smallint", "integer", "bigint", "numeric", "real", "double precision"];
    const TIMES: &[&str] = &[
        "date",
        "timestamp without time zone",
        "timestamp with time zone",
        "time without time zone",
        "time with time zone",
        "interval",
    ];
    const OTHERS: &[&str] = &[
        "boolean",
        "uuid",
        "json",
        "jsonb",
        "bytea",
        "inet",
        "cidr",
        "macaddr",
        "macaddr8",
        "money",
        "xml",
        "bit",
        "bit varying",
        "tsvector",
        "tsquery",
        "point",
        "oid",
    ];
    const CASTS: &[(&str, &str)] = &[
        ("boolean", "integer"),
        ("integer", "boolean"),
        ("json", "jsonb"),
        ("jsonb", "json"),
        ("inet", "cidr"),
        ("cidr", "inet"),
        ("macaddr", "macaddr8"),
        ("macaddr8", "macaddr"),
        ("money", "numeric"),
        ("numeric", "money"),
        ("integer", "money"),
        ("bigint", "money"),
        ("bit", "bit varying"),
        ("bit varying", "bit"),
        ("bit", "integer"),
        ("bit", "bigint"),
        ("integer", "bit"),
        ("bigint", "bit"),
        ("jsonb", "boolean"),
        ("oid", "integer"),
        ("oid", "bigint"),
        ("integer", "oid"),
        ("bigint", "oid"),
        ("smallint", "oid"),
        ("date", "timestamp without time zone"),
        ("date", "timestamp with time zone"),
        ("timestamp without time zone", "date"),
        ("timestamp with time zone", "date"),
        ("timestamp without time zone", "timestamp with time zone"),
        ("timestamp with time zone", "timestamp without time zone"),
        ("timestamp without time zone", "time without time zone"),
        ("timestamp with time zone", "time without time zone"),
        ("timestamp with time zone", "time with time zone"),
        ("time without time zone", "time with time zone"),
        ("time with time zone", "time without time zone"),
        ("time without time zone", "interval"),
        ("interval", "time without time zone"),
    ];
    let ([old, new], arrays) = match (before.strip_suffix("[]"), after.strip_suffix("[]")) {
        (Some(before), Some(after)) => ([before, after], false),
        (None, None) => ([before, after], false),
        _ => ([before.trim_end_matches("[]"), after.trim_end_matches("[]")], true),
    };
    let (old, new) = (parts(old).0, parts(new).0);
    let (old, new) = (old.as_str(), new.as_str());
    let known = |name: &str| NUMBERS.contains(&name) || TIMES.contains(&name) || OTHERS.contains(&name);
    if arrays {
        return !is_text(if before.ends_with("[]") { after } else { before });
    }
    const RANGES: &[&str] = &["int4", "int8", "num", "ts", "tstz", "date"];
    let is_range = |name: &str| {
        let of = name.strip_suffix("range").map(|of| of.strip_suffix("multi").unwrap_or(of));
        of.is_some_and(|of| RANGES.contains(&of))
    };
    if is_range(old) && is_range(new) {
        return old != new;
    }
    // Extensions' types are seldom made of such a value.
    if ["json", "jsonb"].contains(&old) && new.contains('.') {
        return true;
    }
    if !known(old) || !known(new) {
        return false;
    }
    let numbers = NUMBERS.contains(&new) && (NUMBERS.contains(&old) || old == "jsonb");
    old != new && !numbers && !CASTS.contains(&(old, new))
}

/// A value of a column as an array of it alone, and the only value of an array: more than one fails, for none
/// of them may be lost unseen. Text that looks like an array is one. None where neither or both are arrays, or an
/// array becomes text.
pub(super) fn across_arrays(column: &str, before: &str, after: &str) -> Option<String> {
    match (before.ends_with("[]"), after.ends_with("[]")) {
        (false, true) => {
            let literal = is_text(before).then(|| format!("WHEN {column} LIKE '{{%}}' THEN {column}::{after} "));
            let way = if is_text(before) || !lacks_cast(before, after.trim_end_matches("[]")) { "" } else { "::text" };
            let literal = literal.unwrap_or_default();
            Some(format!("CASE {literal}WHEN {column} IS NOT NULL THEN ARRAY[{column}{way}]::{after} END"))
        }
        (true, false) if !is_text(after) => Some(format!(
            "CASE WHEN pg_catalog.cardinality({column}) > 1 THEN {column}::text ELSE \
             {column}[pg_catalog.array_lower({column}, 1)]::text END::{after}"
        )),
        _ => None,
    }
}

/// Whether one operator family compares values of both types, so that a foreign key can lead from one
/// to the other (`integer_ops`, `text_ops`).
pub(super) fn compared(one: &str, other: &str) -> bool {
    let (one, other) = (parts(one).0, parts(other).0);
    let families: [&[&str]; 2] = [&["smallint", "integer", "bigint"], &["text", "character varying"]];
    one == other || families.iter().any(|family| family.contains(&one.as_str()) && family.contains(&other.as_str()))
}

/// `numeric(10,2)` as `numeric` and its numbers; `timestamp(3) with time zone` likewise.
fn parts(text: &str) -> (String, Vec<i64>) {
    let Some((head, rest)) = text.split_once('(') else { return (text.to_owned(), Vec::new()) };
    let Some((numbers, tail)) = rest.split_once(')') else { return (text.to_owned(), Vec::new()) };
    let numbers = numbers.split(',').filter_map(|number| number.trim().parse().ok()).collect();
    (format!("{head}{tail}"), numbers)
}

#[cfg(test)]
mod tests {
    use super::{across_arrays, lacks_cast, stored_alike, widens};

    #[test]
    fn a_value_becomes_an_array_and_back() {
        let across = |before, after| across_arrays("c", before, after);
        assert_eq!(across("integer", "bigint[]").unwrap(), "CASE WHEN c IS NOT NULL THEN ARRAY[c]::bigint[] END");
        assert_eq!(across("uuid", "integer[]").unwrap(), "CASE WHEN c IS NOT NULL THEN ARRAY[c::text]::integer[] END");
        assert!(across("text", "text[]").unwrap().starts_with("CASE WHEN c LIKE '{%}' THEN c::text[] WHEN"));
        assert!(across("integer[]", "integer").unwrap().contains("c[pg_catalog.array_lower(c, 1)]"));
        assert_eq!(across("integer[]", "text"), None);
        assert_eq!(across("integer[]", "bigint[]"), None);
        assert_eq!(across("integer", "bigint"), None);
    }

    // As PostgreSQL 13 to 18 do, by the file of a table whose column takes on the type.
    #[test]
    fn what_is_stored_alike_is_not_written_anew() {
        for (before, after) in [
            ("character varying(10)", "character varying(20)"),
            ("character varying(10)", "text"),
            ("text", "character varying"),
            ("numeric(10,2)", "numeric(12,2)"),
            ("numeric(10,2)", "numeric"),
            ("timestamp(3) with time zone", "timestamp with time zone"),
            ("cidr", "inet"),
        ] {
            assert!(stored_alike(before, after), "{before} to {after}");
        }
        for (before, after) in [
            ("integer", "bigint"),
            ("character(10)", "character(20)"),
            ("text", "character varying(20)"),
            ("numeric(10,2)", "numeric(12,3)"),
            ("timestamp without time zone", "timestamp with time zone"),
            ("date", "timestamp without time zone"),
        ] {
            assert!(!stored_alike(before, after), "{before} to {after}");
        }
    }

    // As `pg_cast` says, and arrays go element by element.
    #[test]
    fn what_has_no_cast_goes_by_way_of_text() {
        for (before, after) in [
            ("integer", "uuid"),
            ("bigint", "boolean"),
            ("date", "integer"),
            ("integer[]", "uuid[]"),
            ("jsonb", "text[]"),
            ("jsonb", "public.hstore"),
            ("boolean", "timestamp(3) without time zone"),
        ] {
            assert!(lacks_cast(before, after), "{before} to {after}");
        }
        for (before, after) in [
            ("integer", "boolean"),
            ("numeric(10,2)", "bigint"),
            ("text", "uuid"),
            ("integer[]", "bigint[]"),
            ("timestamp(3) with time zone", "date"),
            ("public.citext", "integer"),
            ("jsonb", "numeric"),
        ] {
            assert!(!lacks_cast(before, after), "{before} to {after}");
        }
    }

    #[test]
    fn only_what_loses_nothing_widens() {
        for (before, after) in [
            ("integer", "bigint"),
            ("character varying(10)", "character varying(20)"),
            ("character varying(10)", "text"),
            ("numeric(10,2)", "numeric(12,2)"),
            ("timestamp(3) with time zone", "timestamp with time zone"),
            ("text", "character varying"),
            ("public.mood", "text"),
            ("timestamp(3) with time zone", "text"),
        ] {
            assert!(widens(before, after), "{before} to {after}");
        }
        for (before, after) in [
            ("bigint", "integer"),
            ("text", "character varying(20)"),
            ("character varying", "character varying(20)"),
            ("numeric(10,2)", "numeric(10,4)"),
            ("timestamp with time zone", "timestamp(3) with time zone"),
            ("text", "integer"),
            ("text", "public.mood"),
            ("public.mood", "character varying(5)"),
            ("public.mood[]", "integer"),
        ] {
            assert!(!widens(before, after), "{before} to {after}");
        }
    }
}
