//! `relations:`, what refers to what without a foreign key.

use super::context::{Context, text};
use super::name;
use super::read::Text;
use crate::model::{Kind, ObjectId, Relation};

const HINT: &str =
    "write it as `messages(user_id) -> users(id)`, a table of another part of the system as `PART/users(id)`";

/// Reads a relation.
pub fn build(written: &Text, cx: &mut Context) {
    let Some((from, to)) = written.value.split_once("->") else {
        cx.faults.add(written.spot, format!("`{}` is no relation", written.value), HINT);
        return;
    };
    let (part, to) = match to.trim().split_once('/') {
        Some((part, to)) => (Some(part.to_owned()), to),
        None => (None, to.trim()),
    };
    let Some((table, columns)) = side(from.trim(), written, true, cx) else { return };
    let Some((references, referenced_columns)) = side(to, written, part.is_none(), cx) else { return };
    cx.schema.relations.push(Relation { table, columns, references, referenced_columns, part });
}

/// A table with columns; `ours` says whether the model must have them.
fn side(side: &str, written: &Text, ours: bool, cx: &mut Context) -> Option<(ObjectId, Vec<String>)> {
    let at = text(side, written.spot);
    let (parts, columns) = cx.parsed(&at, name::call(side).map(|(parts, rest)| (parts, rest.map(str::to_owned))))?;
    let Some(columns) = columns else {
        cx.faults.add(written.spot, format!("`{side}` names no columns"), HINT);
        return None;
    };
    let columns = cx.parsed(&at, name::list(&columns))?;
    if !ours {
        let name = parts.last().cloned().unwrap_or_default();
        return Some((ObjectId::in_schema(Kind::Table, "", name), columns));
    }
    let (schema, name) = cx.table(&at, parts)?;
    let named: Vec<Text> = columns.iter().map(|column| text(column.as_str(), written.spot)).collect();
    cx.check_columns((&schema, &name), &named);
    Some((cx.table_id(&schema, &name), columns))
}
