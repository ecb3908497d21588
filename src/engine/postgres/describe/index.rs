//! Indexes, with the constraints that they uphold: `pg_get_indexdef` from `USING` on, and psql's
//! words around it.

use super::{Describer, Wording, expression};
use crate::engine::postgres::quote;
use crate::model::{Exclusion, Index, KeyPart, Nulls, ObjectId, Options, Order, ReplicaIdentity, Table, Unique};

/// A line for each index of a table: the primary key first, then by name; psql 9.6 has all unique
/// ones before the others.
pub(super) fn lines(describer: &Describer<'_>, id: &ObjectId, table: &Table) -> Vec<String> {
    let unique = describer.parts(id).into_iter().map(|(id, unique)| of_unique(id, unique));
    let exclusions = describer.parts(id).into_iter().map(|(id, exclusion)| of_exclusion(describer, id, exclusion));
    let indexes = describer.parts(id).into_iter().map(|(id, index)| of_index(describer, id, index));
    let mut lines: Vec<Line> = unique.chain(exclusions).chain(indexes).collect();
    let by_unique = describer.layout == Wording::Psql96;
    lines.sort_by(|left, right| {
        let key = |line: &Line| (!line.primary, by_unique && !line.unique);
        key(left).cmp(&key(right)).then_with(|| left.name.cmp(&right.name))
    });
    lines.into_iter().map(|line| line.finish(table)).collect()
}

/// An index's line, and what it is sorted by.
#[derive(Default)]
struct Line {
    name: String,
    primary: bool,
    unique: bool,
    text: String,
    invalid: bool,
    tablespace: Option<String>,
}

impl Line {
    fn finish(self, table: &Table) -> String {
        let mut text = format!("\"{}\"{}", self.name, self.text);
        for (applies, word) in [
            (table.cluster_on.as_deref() == Some(self.name.as_str()), " CLUSTER"),
            (self.invalid, " INVALID"),
            (table.replica_identity == ReplicaIdentity::Index(self.name), " REPLICA IDENTITY"),
        ] {
            if applies {
                text.push_str(word);
            }
        }
        if let Some(tablespace) = self.tablespace {
            text.push_str(&format!(", tablespace \"{tablespace}\""));
        }
        text
    }
}

fn of_unique(id: &ObjectId, unique: &Unique) -> Line {
    let what = if unique.primary { "PRIMARY KEY" } else { "UNIQUE CONSTRAINT" };
    let mut text = if unique.without_overlaps {
        // The constraint's own words, since the index behind it is of another method (PostgreSQL 18).
        let what = if unique.primary { "PRIMARY KEY" } else { "UNIQUE" };
        format!(" {what} ({} WITHOUT OVERLAPS)", quote::list(&unique.columns))
    } else {
        format!(" {what}, btree ({})", quote::list(&unique.columns))
    };
    text.push_str(&include(&unique.include));
    if unique.nulls_not_distinct {
        text.push_str(" NULLS NOT DISTINCT");
    }
    text.push_str(&with(&unique.options));
    text.push_str(waiting(unique.deferrable, unique.initially_deferred));
    Line {
        name: id.name.to_string(),
        primary: unique.primary,
        unique: true,
        text,
        tablespace: unique.tablespace.clone(),
        ..Line::default()
    }
}

fn of_exclusion(describer: &Describer<'_>, id: &ObjectId, exclusion: &Exclusion) -> Line {
    let elements: Vec<String> =
        exclusion.elements.iter().map(|(part, operator)| format!("{} WITH {operator}", key(describer, part))).collect();
    let mut text = format!(" EXCLUDE USING {} ({})", quote::ident(&exclusion.method), elements.join(", "));
    text.push_str(&include(&exclusion.include));
    text.push_str(&with(&exclusion.options));
    if let Some(predicate) = &exclusion.predicate {
        text.push_str(&format!(" WHERE ({})", expression::whole(predicate)));
    }
    text.push_str(waiting(exclusion.deferrable, exclusion.initially_deferred));
    Line { name: id.name.to_string(), text, tablespace: exclusion.tablespace.clone(), ..Line::default() }
}

fn of_index(describer: &Describer<'_>, id: &ObjectId, index: &Index) -> Line {
    let keys: Vec<String> = index.keys.iter().map(|part| key(describer, part)).collect();
    let unique = if index.unique { " UNIQUE," } else { "" };
    let mut text = format!("{unique} {} ({})", quote::ident(&index.method), keys.join(", "));
    text.push_str(&include(&index.include));
    if index.nulls_not_distinct {
        text.push_str(" NULLS NOT DISTINCT");
    }
    text.push_str(&with(&index.options));
    if let Some(predicate) = &index.predicate {
        text.push_str(&format!(" WHERE {}", expression::whole(predicate)));
    }
    Line {
        name: id.name.to_string(),
        unique: index.unique,
        text,
        invalid: index.invalid,
        tablespace: index.tablespace.clone(),
        ..Line::default()
    }
}

fn key(describer: &Describer<'_>, part: &KeyPart) -> String {
    let mut text = match (&part.column, &part.expression) {
        (Some(column), _) => quote::ident(column),
        (None, Some(text)) => expression::key(text, describer.layout == Wording::Psql96),
        (None, None) => String::new(),
    };
    if let Some(collation) = &part.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(opclass) = &part.opclass {
        text.push_str(&format!(" {opclass}"));
    }
    if !part.opclass_options.is_empty() {
        text.push_str(&format!(" ({})", pairs(&part.opclass_options)));
    }
    match (part.order, part.nulls) {
        (Order::Asc, Some(Nulls::First)) => text.push_str(" NULLS FIRST"),
        (Order::Desc, Some(Nulls::Last)) => text.push_str(" DESC NULLS LAST"),
        (Order::Desc, Some(Nulls::First) | None) => text.push_str(" DESC"),
        (Order::Asc, Some(Nulls::Last) | None) => {}
    }
    text
}

fn include(columns: &[String]) -> String {
    if columns.is_empty() { String::new() } else { format!(" INCLUDE ({})", quote::list(columns)) }
}

fn with(options: &Options) -> String {
    if options.is_empty() { String::new() } else { format!(" WITH ({})", pairs(options)) }
}

/// Options as the server flattens them: a value that would do as an identifier is not quoted.
fn pairs(options: &Options) -> String {
    let pair = |(name, value): (&String, &String)| {
        let plain = !value.is_empty() && quote::ident(value) == *value;
        let value = if plain { value.clone() } else { quote::literal(value) };
        format!("{}={value}", quote::ident(name))
    };
    options.iter().map(pair).collect::<Vec<_>>().join(", ")
}

/// When a constraint's check may wait.
pub(super) fn waiting(deferrable: bool, initially_deferred: bool) -> &'static str {
    match (deferrable, initially_deferred) {
        (_, true) => " DEFERRABLE INITIALLY DEFERRED",
        (true, false) => " DEFERRABLE",
        (false, false) => "",
    }
}
