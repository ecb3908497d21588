//! Values of every type, as SQL.

use super::super::quote::literal;
use super::tables::{Type, Types};
use crate::engine::literals;

/// How deep types may lie in types.
const DEPTH: u32 = 5;

/// Values to try for a type, the best first; empty where none is known.
pub(super) fn pool(types: &Types, oid: i64, spelled: &str) -> Vec<String> {
    deep(types, oid, spelled, DEPTH)
}

/// The same for texts that a check gave away; what is no such value the server refuses.
pub(super) fn cast(text: &str, spelled: &str) -> String {
    format!("CAST({} AS {spelled})", literal(text))
}

fn deep(types: &Types, oid: i64, spelled: &str, depth: u32) -> Vec<String> {
    let Some(own) = types.get(oid).filter(|_| depth > 0) else { return Vec::new() };
    let parts = |(oid, spelled): &(i64, String)| deep(types, *oid, spelled, depth - 1);
    match own.kind.as_str() {
        "e" => own.labels.iter().map(|label| cast(label, spelled)).collect(),
        "d" => {
            let given = own.checks.iter().flat_map(|check| literals::harvest(check)).map(|text| cast(&text, spelled));
            let base = own.of.as_ref().map(parts).unwrap_or_default();
            given.chain(base.into_iter().map(|value| format!("CAST({value} AS {spelled})"))).collect()
        }
        "c" => {
            let attributes: Vec<Vec<String>> = own.attributes.iter().map(parts).collect();
            let row = |index: usize| {
                let values: Vec<&str> = attributes
                    .iter()
                    .map(|pool| pool.get(index % pool.len().max(1)).map_or("NULL", String::as_str))
                    .collect();
                format!("CAST(ROW({}) AS {spelled})", values.join(", "))
            };
            (0..3).map(row).collect()
        }
        "r" => {
            let values = own.of.as_ref().map(parts).unwrap_or_default();
            let mut ranges: Vec<String> =
                values.windows(2).map(|pair| format!("{spelled}({})", pair.join(", "))).collect();
            ranges.push(cast("empty", spelled));
            ranges
        }
        "m" => vec![cast("{}", spelled)],
        _ if own.category == "A" => {
            let values = own.of.as_ref().map(parts).unwrap_or_default();
            let mut arrays: Vec<String> =
                values.iter().take(3).map(|value| format!("CAST(ARRAY[{value}] AS {spelled})")).collect();
            arrays.push(cast("{}", spelled));
            arrays
        }
        _ => base(own).iter().map(|text| cast(text, spelled)).collect(),
    }
}

/// Texts of the server's own types, ascending; for others what many types take.
fn base(own: &Type) -> &'static [&'static str] {
    match own.name.as_str() {
        "bool" => &["true", "false"],
        "int2" | "int4" | "int8" | "float4" | "float8" | "money" => &["1", "2", "3", "4", "5", "10", "100", "0", "-1"],
        "numeric" => &["1", "2", "3", "4", "5", "10", "100", "0.5", "0", "0.25", "-1"],
        "text" | "varchar" | "bpchar" | "name" | "citext" | "char" => &[
            "a",
            "b",
            "c",
            "d",
            "example",
            "a@example.com",
            "https://example.com/",
            "A",
            "1",
            "00000",
            "a-b",
            "",
            "{}",
        ],
        "uuid" => &[
            "00000000-0000-4000-8000-000000000001",
            "00000000-0000-4000-8000-000000000002",
            "00000000-0000-4000-8000-000000000003",
            "00000000-0000-4000-8000-000000000004",
        ],
        "date" | "timestamp" | "timestamptz" => &[
            "2001-01-01",
            "2002-02-02",
            "2003-03-03",
            "2024-02-29",
            "2025-06-15",
            "2026-01-15",
            "1999-12-31",
            "2040-01-01",
        ],
        "time" | "timetz" => &["01:00", "02:00", "03:00", "12:30", "00:00"],
        "interval" => &["1 day", "2 days", "3 hours", "1 month", "0"],
        "bytea" => &["\\x01", "\\x02", "\\x03", "\\x"],
        "json" | "jsonb" => &["{}", "{\"a\": 1}", "[]", "[1]", "1", "\"a\"", "null"],
        "xml" => &["<a/>", "<b/>", "<c/>"],
        "inet" => &["10.0.0.1", "10.0.0.2", "10.0.0.3", "::1"],
        "cidr" => &["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "2001:db8::/32"],
        "macaddr" => &["08:00:2b:01:02:03", "08:00:2b:01:02:04", "08:00:2b:01:02:05"],
        "macaddr8" => &["08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:06", "08:00:2b:01:02:03:04:07"],
        "bit" | "varbit" => &["0", "1", "10", "11"],
        "point" => &["(1,1)", "(2,2)", "(3,3)"],
        "line" => &["{1,1,1}", "{1,2,1}", "{1,3,1}"],
        "lseg" | "box" => &["(1,1),(0,0)", "(3,3),(2,2)", "(5,5),(4,4)"],
        "path" | "polygon" => &["((0,0),(0,1),(1,1))", "((2,2),(2,3),(3,3))", "((4,4),(4,5),(5,5))"],
        "circle" => &["<(1,1),1>", "<(5,5),1>", "<(9,9),1>"],
        "tsvector" | "tsquery" => &["'a'", "'b'", "'c'"],
        "oid" | "xid" | "xid8" | "cid" => &["1", "2", "3"],
        "tid" => &["(0,1)", "(0,2)", "(0,3)"],
        "pg_lsn" => &["0/1", "0/2", "0/3"],
        "txid_snapshot" | "pg_snapshot" => &["1:1:", "2:2:", "3:3:"],
        "regclass" => &["pg_class", "pg_type", "pg_proc"],
        "regtype" => &["integer", "text", "boolean"],
        "jsonpath" => &["$.a", "$.b", "$.c"],
        "hstore" => &["a=>1", "b=>2", "c=>3", ""],
        "ltree" | "lquery" => &["a", "a.b", "a.b.c"],
        "geometry" | "geography" => &["POINT(1 1)", "POINT(2 2)", "POINT(3 3)"],
        _ => &["1", "2", "3", "a", "b", "(1,1)", "{}", "[1,2,3]", "", "0"],
    }
}
