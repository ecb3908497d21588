//! Aggregate functions.

use sqlx::postgres::PgRow;

use super::quote::{literal, name};
use super::read::{Get, Reader, class};
use super::routine::signature;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Aggregate, Attributes, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/aggregate.sql");

/// The options that are texts as they stand, in the order of the manual page.
const TEXTS: &[&str] = &[
    "sspace",
    "finalfunc",
    "combinefunc",
    "serialfunc",
    "deserialfunc",
    "initcond",
    "msfunc",
    "minvfunc",
    "mstype",
    "msspace",
    "mfinalfunc",
    "minitcond",
    "sortop",
];

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (schema, own): (&str, &str) = (row.value("schema")?, row.value("name")?);
    let id = ObjectId::routine(Kind::Aggregate, schema, own, row.value::<&str>("signature")?);
    let mut options = Attributes::new();
    for option in TEXTS {
        if let Some(value) = row.value::<Option<String>>(option)? {
            options.insert((*option).to_owned(), value);
        }
    }
    let kind: &str = row.value("kind")?;
    let usual = if kind == "n" { "r" } else { "w" };
    for option in ["finalfunc_modify", "mfinalfunc_modify"] {
        let value: &str = row.value(option)?;
        if value != usual {
            let word = match value {
                "r" => "read_only",
                "s" => "shareable",
                _ => "read_write",
            };
            options.insert(option.to_owned(), word.to_owned());
        }
    }
    let hypothetical = kind == "h";
    for (option, set) in [
        ("finalfunc_extra", row.value("finalfunc_extra")?),
        ("mfinalfunc_extra", row.value("mfinalfunc_extra")?),
        ("hypothetical", hypothetical),
    ] {
        if set {
            options.insert(option.to_owned(), String::new());
        }
    }
    match row.value("parallel")? {
        "s" => _ = options.insert("parallel".to_owned(), "safe".to_owned()),
        "r" => _ = options.insert("parallel".to_owned(), "restricted".to_owned()),
        _ => {}
    }
    let object = Aggregate {
        arguments: row.value("arguments")?,
        sfunc: row.value("sfunc")?,
        stype: row.value("stype")?,
        options,
    };
    reader.add((class::ROUTINE, row.oid("oid")?, 0), id, object);
    Ok(())
}

impl Aggregate {
    fn text(&self, id: &ObjectId, verb: &str) -> String {
        let Self { arguments, sfunc, stype, options } = self;
        let mut clauses = vec![format!("SFUNC = {sfunc}"), format!("STYPE = {stype}")];
        for (key, value) in options {
            let word = key.to_uppercase();
            clauses.push(match key.as_str() {
                "initcond" | "minitcond" => format!("{word} = {}", literal(value)),
                _ if value.is_empty() => word,
                _ => format!("{word} = {value}"),
            });
        }
        let arguments = if arguments.is_empty() { "*" } else { arguments };
        format!("{verb} AGGREGATE {}({arguments}) (\n    {}\n)", name(id), clauses.join(",\n    "))
    }
}

/// Its name and arguments as `GRANT` takes those of any function: what is ordered by is an argument
/// like others, and one `VARIADIC` stands for two that are the same.
pub(super) fn as_function(id: &ObjectId) -> String {
    let arguments = match id.signature.split_once("ORDER BY ") {
        None => id.signature.to_string(),
        Some((direct, ordered)) => match direct.trim_end() {
            "" => ordered.to_owned(),
            direct if ordered.starts_with("VARIADIC ") && direct.ends_with(ordered) => direct.to_owned(),
            direct => format!("{direct}, {ordered}"),
        },
    };
    format!("{}({arguments})", name(id))
}

impl Sql for Aggregate {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        one(self.text(id, "CREATE"))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP {}", Self::target(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        // A replacement keeps the result's type, which follows from the state's or the final function's.
        let final_function = |aggregate: &Self| aggregate.options.get("finalfunc").cloned();
        if self.arguments == after.arguments
            && self.stype == after.stype
            && final_function(self) == final_function(after)
        {
            return Alteration::InPlace(one(after.text(id, "CREATE OR REPLACE")));
        }
        Alteration::Replace
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        let renamed = from.with_schema(to.schema.clone());
        let mut statements = Vec::new();
        if from.schema != to.schema {
            statements.extend(one(format!(
                "ALTER {} SET SCHEMA {}",
                Self::target(from),
                super::quote::ident(&to.schema)
            )));
        }
        if from.name != to.name {
            statements.extend(one(format!(
                "ALTER {} RENAME TO {}",
                Self::target(&renamed),
                super::quote::ident(&to.name)
            )));
        }
        statements
    }

    // With an older namesake still there, a call could mean either.
    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("routine {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        if id.signature.is_empty() {
            format!("AGGREGATE {}(*)", name(id))
        } else {
            format!("AGGREGATE {}", signature(id))
        }
    }
}
