//! Values of every type, as SQL.

use super::super::quote::{literal, unquote};
use super::super::scan::{Token, tokens};
use super::tables::Column;

/// The word that a type begins with, in lower case.
pub(in crate::engine::mysql) fn family(data_type: &str) -> String {
    let end = data_type.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(data_type.len());
    data_type.get(..end).unwrap_or_default().to_ascii_lowercase()
}

/// Whether values are bytes, which are read and written as hexadecimal digits.
pub(in crate::engine::mysql) fn is_bytes(data_type: &str) -> bool {
    let family = family(data_type);
    matches!(family.as_str(), "bit" | "binary" | "varbinary" | "vector")
        || family.ends_with("blob")
        || shape(&family).is_some()
}

/// Values to try for a column, the best first.
pub(super) fn pool(column: &Column) -> Vec<String> {
    let family = family(&column.data_type);
    if let Some(shapes) = shape(&family) {
        let srid = column.srid.as_ref().map(|srid| format!(", {srid}")).unwrap_or_default();
        return shapes.iter().map(|text| format!("ST_GeomFromText({}{srid})", literal(text))).collect();
    }
    match family.as_str() {
        "enum" | "set" => {
            let texts = tokens(&column.data_type).into_iter().filter(|(token, _)| *token == Token::Text);
            texts.filter_map(|(_, range)| Some(literal(&unquote(column.data_type.get(range)?)))).collect()
        }
        "bit" => ["b'1'", "b'0'", "b'10'", "b'11'"].map(str::to_owned).into(),
        "binary" | "varbinary" => ["X'01'", "X'02'", "X'03'", "X''"].map(str::to_owned).into(),
        blob if blob.ends_with("blob") => ["X'01'", "X'02'", "X'03'", "X''"].map(str::to_owned).into(),
        other => base(other).iter().map(|text| literal(text)).collect(),
    }
}

/// What a check gave away, where it may be a value of the type at all.
pub(super) fn given(text: &str, column: &Column) -> Option<String> {
    let number = text.parse::<f64>().is_ok();
    let fits = match family(&column.data_type).as_str() {
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "decimal" | "float" | "double" | "year" => number,
        "date" | "datetime" | "timestamp" | "time" => text.starts_with(|c: char| c.is_ascii_digit()) && !number,
        "bit" | "enum" | "set" => false,
        family => shape(family).is_none(),
    };
    fits.then(|| literal(text))
}

fn shape(family: &str) -> Option<&'static [&'static str]> {
    Some(match family {
        "point" | "geometry" => &["POINT(1 1)", "POINT(2 2)", "POINT(3 3)"],
        "linestring" => &["LINESTRING(0 0,1 1)", "LINESTRING(0 0,2 2)", "LINESTRING(0 0,3 3)"],
        "polygon" => &["POLYGON((0 0,0 1,1 1,0 0))", "POLYGON((0 0,0 2,2 2,0 0))", "POLYGON((0 0,0 3,3 3,0 0))"],
        "multipoint" => &["MULTIPOINT(1 1,2 2)", "MULTIPOINT(3 3)", "MULTIPOINT(4 4)"],
        "multilinestring" => &["MULTILINESTRING((0 0,1 1))", "MULTILINESTRING((0 0,2 2))"],
        "multipolygon" => &["MULTIPOLYGON(((0 0,0 1,1 1,0 0)))", "MULTIPOLYGON(((0 0,0 2,2 2,0 0)))"],
        "geometrycollection" | "geomcollection" => {
            &["GEOMETRYCOLLECTION(POINT(1 1))", "GEOMETRYCOLLECTION(POINT(2 2))"]
        }
        _ => return None,
    })
}

fn base(family: &str) -> &'static [&'static str] {
    match family {
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" => &["1", "2", "3", "4", "5", "10", "100", "0", "-1"],
        "decimal" | "float" | "double" => &["1", "2", "3", "4", "5", "10", "100", "0.5", "0", "0.25", "-1"],
        "year" => &["2001", "2002", "2003", "2024", "1999"],
        "date" | "datetime" | "timestamp" => &[
            "2001-01-01",
            "2002-02-02",
            "2003-03-03",
            "2024-02-29",
            "2025-06-15",
            "2026-01-15",
            "1999-12-31",
            "2037-01-01",
        ],
        "time" => &["01:00:00", "02:00:00", "03:00:00", "12:30:00", "00:00:00"],
        "json" => &["{}", "{\"a\": 1}", "[]", "[1]", "1", "\"a\"", "null"],
        "uuid" => &[
            "00000000-0000-4000-8000-000000000001",
            "00000000-0000-4000-8000-000000000002",
            "00000000-0000-4000-8000-000000000003",
        ],
        "inet4" => &["10.0.0.1", "10.0.0.2", "10.0.0.3"],
        "inet6" => &["::1", "::2", "::3"],
        _ => &[
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
            "[1]",
            "{\"a\": 1}",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(data_type: &str) -> Column {
        let srid = data_type.starts_with("point").then(|| "4326".to_owned());
        Column { name: "a".to_owned(), data_type: data_type.to_owned(), not_null: true, counted: false, srid }
    }

    #[test]
    fn values_are_of_their_type() {
        assert_eq!(pool(&column("enum('a','b''c')")), ["'a'", "'b''c'"]);
        assert_eq!(pool(&column("point"))[0], "ST_GeomFromText('POINT(1 1)', 4326)");
        assert!(is_bytes("MEDIUMBLOB") && is_bytes("bit(3)") && !is_bytes("varchar(3)"));
        assert_eq!(given("10", &column("int unsigned")), Some("'10'".to_owned()));
        assert_eq!(given("aaa", &column("int")), None);
        assert_eq!(given("2026-01-01", &column("date")), Some("'2026-01-01'".to_owned()));
        assert_eq!(given("it's", &column("varchar(9)")), Some("'it''s'".to_owned()));
    }
}
