//! The one place where names and literals become SQL.

use crate::model::ObjectId;

/// An identifier, quoted unless it is plain and no keyword: the rule of `quote_ident`, except that
/// every keyword which any supported version reserves is quoted, so that the text suits them all.
pub fn ident(name: &str) -> String {
    let mut chars = name.chars();
    let plain = chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain && KEYWORDS.binary_search(&name).is_err() { name.to_owned() } else { quoted(name) }
}

/// An identifier between quotes, whatever it is.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A string literal, which reads the same whatever `standard_conforming_strings` says.
pub fn literal(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if text.contains('\\') { format!("E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
}

/// A body between dollar signs, with a tag that does not occur in it.
pub fn dollar(body: &str) -> String {
    let mut tag = "$$".to_owned();
    let mut count = 0_u32;
    // A body that ends in `$` would join with the closing tag.
    while body.contains(&tag) || body.ends_with('$') && tag == "$$" {
        tag = if count == 0 { "$body$".to_owned() } else { format!("$body{count}$") };
        count += 1;
    }
    format!("{tag}{body}{tag}")
}

/// The qualified name of an object that lives in a schema, or the name of one that does not.
pub fn name(id: &ObjectId) -> String {
    if id.schema.is_empty() { ident(&id.name) } else { format!("{}.{}", ident(&id.schema), ident(&id.name)) }
}

/// The parent's qualified name; the object's own where it is no part.
pub fn parent(id: &ObjectId) -> String {
    id.parent().map_or_else(|| name(id), name)
}

/// Names joined as in a column list.
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| ident(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Whether a word is taken for the name of neither table nor column unless it is quoted. Names of types and of what
/// looks like a function are, though the server's own quoting quotes them, too.
pub fn is_reserved(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok() && !NAMES_OF_COLUMNS.split(' ').any(|name| name == word)
}

/// The words that `pg_get_keywords()` puts into category C in PostgreSQL 13 to 18.
const NAMES_OF_COLUMNS: &str = "between bigint bit boolean char character coalesce dec decimal exists extract float \
    greatest grouping inout int integer interval json json_array json_arrayagg json_exists json_object json_objectagg \
    json_query json_scalar json_serialize json_table json_value least merge_action national nchar none normalize nullif \
    numeric out overlay position precision real row setof smallint substring time timestamp treat trim values varchar \
    xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable";

/// Every word that `pg_get_keywords()` calls anything but unreserved, in PostgreSQL 13 to 18; sorted.
const KEYWORDS: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "merge_action",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
];
