//! `serial`: of models, what the rule of that name is of migrations.

use super::super::rules::serial::RULE as MIGRATIONS;
use super::{Fix, Mend, ModelRule, View, Wrong};
use crate::dump::yaml::Yaml;
use crate::edit::What;
use crate::engine::Engine;
use crate::model::{Column, Inheritance, Kind, ObjectId, Sequence};

pub(super) const RULE: ModelRule = ModelRule {
    engines: &[Engine::Postgresql],
    bad: "tables: {t: {columns: {id: bigserial}, primary_key: [id]}}",
    good: "tables: {t: {columns: {id: {type: bigint, identity: by_default}}, primary_key: [id]}}",
    check,
    fix: Some(Fix {
        says: "makes `type: bigint, identity: by_default` of `bigserial`, and so on; a sequence that is written by itself is left",
        mend,
    }),
    ..ModelRule::like(&MIGRATIONS)
};

fn check(view: &View<'_>) -> Vec<Wrong> {
    let owned = view.all::<Sequence>().filter_map(|(id, sequence)| Some((id, sequence.owned_by.as_ref()?)));
    owned
        .map(|(id, column)| {
            Wrong::at(column, format!("{column} is numbered by the sequence {id}, which is an object of its own"))
        })
        .collect()
}

fn mend(view: &View<'_>, id: &ObjectId) -> Result<Mend, String> {
    let column = view.schema.get(id).and_then(|object| <&Column>::try_from(object).ok());
    let column = column.ok_or("it is no column of a table")?;
    let owned = view.all::<Sequence>().find(|(_, sequence)| sequence.owned_by.as_ref() == Some(id));
    let place = |id: &ObjectId| view.schema.objects.get(id).and_then(|entry| entry.place.clone());
    let default = ObjectId::child(id, Kind::Default, "");
    let sequence = owned.map(|(sequence, _)| sequence).ok_or("it has no sequence")?;
    // What `serial` stands for is written where its type is.
    if place(sequence) != place(&default) {
        return Err(format!("its sequence {sequence} is written by itself"));
    }
    if view.all::<Inheritance>().any(|(_, link)| id.parent().is_some_and(|table| link.parents.contains(table))) {
        return Err("tables that inherit from its own take the default along, and no identity".to_owned());
    }
    let identity =
        What::Put { short: Some("type"), below: None, key: "identity".to_owned(), value: Yaml::text("by_default") };
    let set = What::Set { key: "type", text: column.data_type.clone() };
    Ok(Mend::new(view, id, set)?.and(view, id, identity)?.touching(vec![sequence.clone(), default.clone()]))
}
