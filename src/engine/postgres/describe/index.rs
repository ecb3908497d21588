//! Indexes, as lines under their tables and as relations of their own.

use sqlx::postgres::PgRow;

use super::relation::Relation;
use super::{Layout, Section};
use crate::engine::postgres::read::Get;
use crate::engine::postgres::scan::{enclosed, split_list};
use crate::error::Fault;

/// A line under a table, and what psql 9.6 sorts it by.
#[derive(Debug)]
pub(super) struct Line {
    primary: bool,
    unique: bool,
    text: String,
}

/// The lines in psql's order; they come with the primary key first, and then by name.
pub(super) fn lines(mut lines: Vec<Line>, layout: Layout) -> Vec<String> {
    if layout == Layout::PSQL_96 {
        lines.sort_by_key(|line| (!line.primary, !line.unique));
    }
    lines.into_iter().map(|line| line.text).collect()
}

/// The line under the table.
pub(super) fn read(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    let layout = relation.layout;
    let name: &str = row.value("name")?;
    let (primary, unique): (bool, bool) = (row.value("primary")?, row.value("unique")?);
    let constraint: Option<&str> = row.value("constraint")?;
    let yes = |column: &str| Ok::<bool, Fault>(row.value::<Option<bool>>(column)?.unwrap_or_default());
    let definition: Option<String> = row.value("constraint_definition")?;
    let whole = constraint == Some("x") || yes("period")? && layout.major >= 18;
    let mut text = format!("\"{name}\"");
    match definition.filter(|_| whole) {
        Some(definition) => text.push_str(&format!(" {definition}")),
        None => {
            text.push_str(match (primary, unique, constraint) {
                (true, _, _) => " PRIMARY KEY,",
                (false, true, Some("u")) => " UNIQUE CONSTRAINT,",
                (false, true, _) => " UNIQUE,",
                (false, false, _) => "",
            });
            // psql shows what follows the first ` USING `, even if that is within a name.
            let definition: String = row.value("definition")?;
            let definition = definition.split_once(" USING ").map_or(definition.as_str(), |(_, rest)| rest);
            text.push(' ');
            text.push_str(&if layout == Layout::PSQL_96 { parenthesised(definition) } else { definition.to_owned() });
            if yes("deferrable")? {
                text.push_str(" DEFERRABLE");
            }
            if yes("deferred")? {
                text.push_str(" INITIALLY DEFERRED");
            }
        }
    }
    let marks = [
        (yes("clustered")?, " CLUSTER"),
        (!yes("valid")?, " INVALID"),
        (yes("replica_identity")?, " REPLICA IDENTITY"),
    ];
    text.extend(marks.into_iter().filter(|(applies, _)| *applies).map(|(_, word)| word));
    if let Some(tablespace) = row.value::<Option<String>>("tablespace")? {
        text.push_str(&format!(", tablespace \"{tablespace}\""));
    }
    relation.indexes.push(Line { primary, unique, text });
    Ok(())
}

/// The line under the index itself.
pub(super) fn read_own(row: &PgRow, relation: &mut Relation) -> Result<(), Fault> {
    let yes = |column: &str| Ok::<bool, Fault>(row.value::<Option<bool>>(column)?.unwrap_or_default());
    let mut text = String::new();
    if yes("primary")? {
        text.push_str("primary key, ");
    } else if yes("unique")? {
        text.push_str("unique");
        if yes("nulls_not_distinct")? && relation.layout.major >= 15 {
            text.push_str(" nulls not distinct");
        }
        text.push_str(", ");
    }
    let (method, schema, table): (&str, &str, &str) =
        (row.value("method")?, row.value("schema")?, row.value("table_name")?);
    text.push_str(&format!("{method}, for table \"{schema}.{table}\""));
    if let Some(predicate) = row.value::<Option<String>>("predicate")?.filter(|predicate| !predicate.is_empty()) {
        text.push_str(&format!(", predicate ({predicate})"));
    }
    let waits = !yes("immediate")?;
    let marks = [
        (yes("clustered")?, ", clustered"),
        (!yes("valid")?, ", invalid"),
        (waits && yes("deferrable")?, ", deferrable"),
        (waits && yes("deferred")?, ", initially deferred"),
        (yes("replica_identity")?, ", replica identity"),
    ];
    text.extend(marks.into_iter().filter(|(applies, _)| *applies).map(|(_, word)| word));
    relation.add(Section::Index, text);
    Ok(())
}

/// A definition as servers before 10 wrote it: forms that merely look like a call of a function,
/// such as `COALESCE`, in parentheses of their own.
fn parenthesised(definition: &str) -> String {
    const FORMS: &[&str] = &["COALESCE(", "GREATEST(", "LEAST(", "NULLIF(", "XMLCONCAT(", "XMLELEMENT(", "XMLFOREST("];
    let Some((method, rest)) = definition.split_once(" (") else { return definition.to_owned() };
    let Some((keys, rest)) = enclosed(rest) else { return definition.to_owned() };
    let keys: Vec<String> = split_list(keys).into_iter().map(parenthesised_key(FORMS)).collect();
    format!("{method} ({}){rest}", keys.join(", "))
}

fn parenthesised_key(forms: &'static [&'static str]) -> impl Fn(&str) -> String {
    |key| {
        let form = forms.iter().find(|form| key.starts_with(**form));
        let call = form.and_then(|form| Some((form, enclosed(key.strip_prefix(form)?)?)));
        match call {
            Some((form, (arguments, rest))) => format!("({form}{arguments})){rest}"),
            None => key.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_look_like_calls_had_parentheses_before_version_10() {
        assert_eq!(
            parenthesised("btree (COALESCE(a, 'x)'), lower(b) DESC, NULLIF(a, b) DESC) WHERE (a > COALESCE(b, 0))"),
            "btree ((COALESCE(a, 'x)')), lower(b) DESC, (NULLIF(a, b)) DESC) WHERE (a > COALESCE(b, 0))"
        );
    }
}
