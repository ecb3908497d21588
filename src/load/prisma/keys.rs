//! Keys, indexes and what points from one model to another.

use super::parse::{Attribute, Block, Field, File, find, mapped, members, text};
use super::types::ident;
use crate::engine::Engine;

/// The longest name that a server keeps, as Prisma cuts those that it makes.
fn longest(engine: Engine) -> usize {
    if engine == Engine::Mysql { 64 } else { 63 }
}

/// A name that is not written: the table's, the columns', and what it is.
pub(super) fn named(engine: Engine, table: &str, columns: &[String], what: &str) -> String {
    let mut name = std::iter::once(table).chain(columns.iter().map(String::as_str)).collect::<Vec<_>>().join("_");
    let room = longest(engine).saturating_sub(what.len() + 1);
    while name.len() > room {
        name.pop();
    }
    format!("{name}_{what}")
}

/// The column of a field.
pub(super) fn column(block: &Block, field: &str) -> String {
    let own = block.fields.iter().find(|other| other.name == field);
    own.map_or_else(|| field.to_owned(), |own| mapped(&own.name, &own.attributes))
}

/// The fields that an attribute names, with what is said of each: `made(sort: Desc)`.
fn parts<'a>(attribute: &'a Attribute, field: Option<&'a Field>) -> Vec<(&'a str, &'a str)> {
    if let Some(field) = field {
        return vec![(field.name.as_str(), "")];
    }
    let list = attribute.argument("fields", true).unwrap_or_default();
    let part = |member: &'a str| {
        member.split_once('(').map_or((member, ""), |(name, rest)| (name, rest.trim_end_matches(')')))
    };
    members(list).into_iter().map(part).collect()
}

/// A key: its name and its columns, as SQL has them.
pub(super) fn key(
    engine: Engine,
    block: &Block,
    attribute: &Attribute,
    field: Option<&Field>,
    what: &str,
) -> (String, String) {
    let table = mapped(&block.name, &block.attributes);
    let parts = parts(attribute, field);
    let columns: Vec<String> = parts.iter().map(|(name, _)| column(block, name)).collect();
    let name = attribute.argument("map", false).map_or_else(
        // A table has one primary key alone.
        || named(engine, &table, if what == "pkey" { &[] } else { &columns }, what),
        text,
    );
    // Of a key that is a field's own, what is said stands beside it.
    let beside = |key: &str| field.and_then(|_| attribute.argument(key, false)).map(str::to_owned);
    let list = parts.iter().zip(&columns).map(|((_, said), column)| {
        let said: Vec<(&str, &str)> = said.split(',').filter_map(|it| it.split_once(':')).collect();
        let of = |key: &str| {
            let own = said.iter().find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim().to_owned());
            own.or_else(|| beside(key))
        };
        let mut text = ident(engine, column);
        if let Some(length) = of("length") {
            text.push_str(&format!("({length})"));
        }
        if of("sort").is_some_and(|sort| sort == "Desc") {
            text.push_str(" DESC");
        }
        text
    });
    let list: Vec<String> = list.collect();
    (ident(engine, &name), list.join(", "))
}

/// A foreign key as a statement; none of the side of a relation that holds no columns.
pub(super) fn foreign(engine: Engine, file: &File, block: &Block, field: &Field) -> Option<String> {
    let relation = find(&field.attributes, "relation")?;
    let own = members(relation.argument("fields", false)?);
    let target = file.models.iter().find(|other| other.name == field.data_type)?;
    let columns: Vec<String> = own.iter().map(|name| column(block, name)).collect();
    let theirs = members(relation.argument("references", false)?);
    let theirs: Vec<String> = theirs.iter().map(|name| ident(engine, &column(target, name))).collect();
    let optional = own.iter().all(|name| block.fields.iter().any(|field| field.name == *name && field.optional));
    let action = |key: &str, usual: &'static str| match relation.argument(key, false) {
        Some("Cascade") => "CASCADE",
        Some("Restrict") => "RESTRICT",
        Some("NoAction") => "NO ACTION",
        Some("SetNull") => "SET NULL",
        Some("SetDefault") => "SET DEFAULT",
        _ => usual,
    };
    let table = mapped(&block.name, &block.attributes);
    let name = relation.argument("map", false).map_or_else(|| named(engine, &table, &columns, "fkey"), text);
    let columns: Vec<String> = columns.iter().map(|column| ident(engine, column)).collect();
    Some(format!(
        "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {} ON UPDATE {};",
        ident(engine, &table),
        ident(engine, &name),
        columns.join(", "),
        ident(engine, &mapped(&target.name, &target.attributes)),
        theirs.join(", "),
        action("onDelete", if optional { "SET NULL" } else { "RESTRICT" }),
        action("onUpdate", "CASCADE"),
    ))
}

/// A relation of many to many that has no model: both sides hold lists.
pub(super) struct Many<'a> {
    pub(super) table: String,
    pub(super) sides: [&'a Block; 2],
}

/// Those of a file.
pub(super) fn many(file: &File) -> Vec<Many<'_>> {
    let name = |field: &Field| find(&field.attributes, "relation").and_then(|it| it.argument("name", true)).map(text);
    let mut found: Vec<Many<'_>> = Vec::new();
    for block in &file.models {
        for field in block.fields.iter().filter(|field| field.list) {
            let Some(other) = file.models.iter().find(|other| other.name == field.data_type) else { continue };
            let back = other.fields.iter().any(|back| {
                let own = other.name == block.name && back.name == field.name;
                back.list
                    && back.data_type == block.name
                    && name(back) == name(field)
                    && (!own || name(field).is_some())
            });
            if !back {
                continue;
            }
            let mut sides = [block, other];
            sides.sort_by(|left, right| left.name.cmp(&right.name));
            let table = format!("_{}", name(field).unwrap_or_else(|| format!("{}To{}", sides[0].name, sides[1].name)));
            if !found.iter().any(|it| it.table == table) {
                found.push(Many { table, sides });
            }
        }
    }
    found
}
