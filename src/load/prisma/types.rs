//! Types and defaults.

use super::parse::{Attribute, Block, Field, File, find, mapped, members, text};
use crate::engine::{Engine, mysql, postgres};

/// A name as SQL has it.
pub(super) fn ident(engine: Engine, name: &str) -> String {
    if engine == Engine::Mysql { mysql::quote::ident(name) } else { postgres::quote::quoted(name) }
}

/// A string literal.
pub(super) fn literal(engine: Engine, text: &str) -> String {
    if engine == Engine::Mysql { mysql::quote::literal(text) } else { postgres::quote::literal(text) }
}

/// The enum that a field is of.
fn enumeration<'a>(field: &Field, file: &'a File) -> Option<&'a Block> {
    file.enums.iter().find(|other| other.name == field.data_type)
}

/// An enum's values as the database has them.
pub(super) fn values(engine: Engine, block: &Block) -> String {
    let value = |field: &Field| literal(engine, &mapped(&field.name, &field.attributes));
    block.fields.iter().map(value).collect::<Vec<_>>().join(", ")
}

/// Whether the server counts the field's values up.
pub(super) fn counts(field: &Field) -> bool {
    find(&field.attributes, "default")
        .and_then(|it| it.argument("value", true))
        .is_some_and(|it| it.starts_with("autoincrement("))
}

/// The type of a scalar or enum; none of a model.
pub(super) fn of(engine: Engine, field: &Field, file: &File) -> Option<String> {
    let mysql = engine == Engine::Mysql;
    if let Some(inner) = field.data_type.strip_prefix("Unsupported(") {
        return Some(text(inner.trim_end_matches(')')));
    }
    let plain = match (field.data_type.as_str(), mysql) {
        ("String", true) => "varchar(191)",
        ("String", false) => "text",
        ("Boolean", _) => "boolean",
        ("Int", true) => "int",
        ("Int", false) => "integer",
        ("BigInt", _) => "bigint",
        ("Float", true) => "double",
        ("Float", false) => "double precision",
        ("Decimal", _) => "decimal(65,30)",
        ("DateTime", true) => "datetime(3)",
        ("DateTime", false) => "timestamp(3)",
        ("Json", true) => "json",
        ("Json", false) => "jsonb",
        ("Bytes", true) => "longblob",
        ("Bytes", false) => "bytea",
        _ => "",
    };
    let native = field.attributes.iter().find_map(native);
    let own = match enumeration(field, file) {
        Some(block) if mysql => format!("enum({})", values(engine, block)),
        Some(block) => ident(engine, &mapped(&block.name, &block.attributes)),
        None if plain.is_empty() => return None,
        None => native.unwrap_or_else(|| plain.to_owned()),
    };
    let own = match (mysql, counts(field), own.as_str()) {
        (false, true, "integer") => "serial".to_owned(),
        (false, true, "bigint") => "bigserial".to_owned(),
        (false, true, "smallint") => "smallserial".to_owned(),
        _ => own,
    };
    Some(if field.list { format!("{own}[]") } else { own })
}

/// A type that the file names as the database does: `@db.VarChar(255)`.
fn native(attribute: &Attribute) -> Option<String> {
    let name = attribute.name.strip_prefix("db.")?;
    let lower = name.to_ascii_lowercase();
    let (base, unsigned) = lower.strip_prefix("unsigned").map_or((lower.as_str(), ""), |rest| (rest, " unsigned"));
    let base = match base {
        "doubleprecision" => "double precision",
        "varbit" => "bit varying",
        other => other,
    };
    let arguments: Vec<&str> = attribute.arguments.iter().map(|(_, value)| value.as_str()).collect();
    let size = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(",")) };
    Some(format!("{base}{size}{unsigned}"))
}

/// A field's default: the words, or why there is none.
pub(super) fn default(engine: Engine, field: &Field, file: &File, data_type: &str) -> Result<Option<String>, String> {
    let Some(written) = find(&field.attributes, "default").and_then(|it| it.argument("value", true)) else {
        return Ok(None);
    };
    if counts(field) {
        return Ok(None);
    }
    if let Some((function, rest)) = written.split_once('(').filter(|_| !written.starts_with(['"', '['])) {
        let argument = rest.strip_suffix(')').unwrap_or(rest);
        return match function {
            "now" => {
                // The server wants the digits of the type.
                let digits =
                    data_type.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(it, _)| it);
                let precise = engine == Engine::Mysql && !digits.is_empty() && digits != "0";
                Ok(Some(if precise { format!("CURRENT_TIMESTAMP({digits})") } else { "CURRENT_TIMESTAMP".to_owned() }))
            }
            "dbgenerated" if argument.is_empty() => Err("dbgenerated() does not say by what".to_owned()),
            "dbgenerated" if engine == Engine::Mysql => Ok(Some(format!("({})", text(argument)))),
            "dbgenerated" => Ok(Some(text(argument))),
            _ => Err(format!("{written} is the client's own: the database has no default")),
        };
    }
    let value = |written: &str| {
        if let Some(block) = enumeration(field, file) {
            let value = block.fields.iter().find(|value| value.name == written);
            return value.map(|value| literal(engine, &mapped(&value.name, &value.attributes)));
        }
        match field.data_type.as_str() {
            "Bytes" => None,
            _ if written.starts_with('"') => Some(literal(engine, &text(written))),
            _ => Some(written.to_owned()),
        }
    };
    let whole = if field.list {
        let all: Option<Vec<String>> = members(written).into_iter().map(value).collect();
        all.map(|all| format!("ARRAY[{}]::{data_type}", all.join(", ")))
    } else {
        value(written)
    };
    // What is large has no plain default there, an expression does.
    let large = ["text", "blob", "json"].iter().any(|word| data_type.ends_with(word)) && engine == Engine::Mysql;
    match whole {
        Some(whole) => Ok(Some(if large { format!("({whole})") } else { whole })),
        None => Err(format!("the default {written} is not taken over")),
    }
}
