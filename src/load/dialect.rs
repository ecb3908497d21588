//! Where the models of engines differ: the names that a server chooses, and what it does not have.

use super::context::Context;
use super::node::Spot;
use super::read::{Text, flat};
use super::table::Home;
use crate::engine::mysql::{names as mysql, trigger as mysql_trigger};
use crate::engine::{Engine, cassandra, postgres};
use crate::model::{Column, Kind, Object, Persistence};

flat! {
    /// What a column of MySQL or MariaDB has beside what all columns have.
    pub struct ColumnOptions {
        /// Whether the server numbers it (MySQL).
        "auto_increment": super::read::Mark,
        /// What it is set to when its row changes: `CURRENT_TIMESTAMP(3)` (MySQL).
        "auto_update": Text,
        /// The character set where it is not the table's (MySQL).
        "charset": Text,
        /// Whether `SELECT *` leaves it out (MySQL).
        "invisible": super::read::Mark,
        /// The spatial reference system (MySQL).
        "srid": Text,
        /// The spatial reference system (MariaDB).
        "ref_system_id": Text,
        /// `fixed`, `dynamic` (MySQL).
        "column_format": Text,
        /// What it says to its engine, a JSON text (MySQL).
        "engine_attribute": Text,
        /// What it says to a second engine, a JSON text (MySQL).
        "secondary_engine_attribute": Text,
        /// Whether all rows of a partition share it (Cassandra).
        "static": super::read::Mark,
        /// The mask that those see who may not see the value: `mask_default()` (Cassandra 5).
        "masked": Text,
    }
}

/// What a name that no model states is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nameless {
    /// A unique constraint.
    Key,
    /// A check.
    Check,
    /// A foreign key.
    ForeignKey,
    /// An index.
    Index,
}

/// The name that the server would choose for what stands on these columns, and that is not taken.
pub fn name(home: Home<'_>, columns: Option<&str>, of: Nameless, cx: &Context) -> String {
    let constraint = |name: &str| cx.has_constraint(home.schema, name);
    let relation = |name: &str| cx.has_relation(home.schema, name);
    let first = columns.unwrap_or(home.name);
    match (cx.engine, of) {
        (Engine::Mysql, Nameless::Check) => mysql::numbered(home.name, "chk", constraint),
        (Engine::Mysql, Nameless::ForeignKey) => mysql::numbered(home.name, "ibfk", constraint),
        (Engine::Mysql, Nameless::Key | Nameless::Index) => mysql::index(first, |name| cx.has_index(home, name)),
        (Engine::Cassandra, _) => {
            let columns: String = first.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
            let base = if columns == home.name { home.name.to_owned() } else { format!("{}_{columns}", home.name) };
            cassandra::names::index(&base, |name| cx.has_index(home, name))
        }
        (Engine::Postgresql, Nameless::Key) => {
            postgres::names::free_name(home.name, columns, "key", |name| relation(name) || constraint(name))
        }
        (Engine::Postgresql, Nameless::Check) => postgres::names::free_name(home.name, columns, "check", constraint),
        (Engine::Postgresql, Nameless::ForeignKey) => {
            postgres::names::free_name(home.name, columns, "fkey", constraint)
        }
        (Engine::Postgresql, Nameless::Index) => postgres::names::free_name(home.name, columns, "idx", relation),
    }
}

/// Refuses what the model's engine does not have, each at its place.
pub fn refuse(cx: &mut Context) {
    let mut wrong: Vec<(String, Option<crate::model::Place>)> = Vec::new();
    for (id, entry) in &cx.schema.objects {
        if !cx.engine.dialect().has(id.kind) {
            wrong.push((format!("{} has no {}: {id}", cx.engine.label(), id.kind.plural()), entry.place.clone()));
        } else if cx.engine == Engine::Cassandra
            && id.kind == Kind::Comment
            && !id.parent().is_some_and(|of| matches!(of.kind, Kind::Table | Kind::MaterializedView))
        {
            let of = id.parent().map_or_else(String::new, |of| format!("{} {of}", of.kind));
            wrong.push((
                format!("Cassandra keeps comments on tables and views alone, none on {of}"),
                entry.place.clone(),
            ));
        } else if let (Engine::Cassandra, Some(key)) = (cx.engine, unlike(&entry.object)) {
            wrong.push((format!("Cassandra knows no `{key}` of a {}: {id}", id.kind), entry.place.clone()));
        } else if let Object::Column(column) = &entry.object
            && let Some(key) = strange(column, cx.engine)
        {
            wrong.push((format!("{} knows no `{key}` of a column: {id}", cx.engine.label()), entry.place.clone()));
        } else if let (Engine::Mysql, Object::Sequence(sequence)) = (cx.engine, &entry.object) {
            let said = [
                ("owned_by", sequence.owned_by.is_some()),
                ("unlogged", sequence.persistence != Persistence::Permanent),
            ];
            let key = said.into_iter().find(|(_, said)| *said).map(|(key, _)| key);
            wrong.extend(key.map(|key| (format!("MariaDB knows no `{key}` of a sequence: {id}"), entry.place.clone())));
        } else if let Object::Trigger(trigger) = &entry.object {
            let key = match cx.engine {
                Engine::Postgresql | Engine::Cassandra => mysql_trigger::own(trigger),
                Engine::Mysql => mysql_trigger::strange(trigger),
            };
            let message = |key| format!("{} takes no such `{key}` of a trigger: {id}", cx.engine.label());
            wrong.extend(key.map(|key| (message(key), entry.place.clone())));
        }
    }
    for (message, place) in wrong {
        let spot = place.and_then(|place| cx.spot(&place)).unwrap_or(Spot { file: 0, line: 1, column: 1, length: 1 });
        cx.faults.add(spot, message, "leave it out, or name the engine that it is for");
    }
}

/// The first attribute of a role or membership that PostgreSQL alone has.
fn unlike(object: &Object) -> Option<&'static str> {
    let said = match object {
        Object::Role(role) => vec![
            ("inherit", role.noinherit),
            ("createrole", role.createrole),
            ("createdb", role.createdb),
            ("replication", role.replication),
            ("bypassrls", role.bypassrls),
            ("connection_limit", role.connection_limit.is_some()),
            ("valid_until", role.valid_until.is_some()),
        ],
        Object::Membership(it) => vec![("admin", it.admin), ("inherit", it.inherit.is_some()), ("set", it.noset)],
        _ => Vec::new(),
    };
    said.into_iter().find(|(_, said)| *said).map(|(key, _)| key)
}

/// The attributes of a column that MySQL and MariaDB alone have.
const MYSQL: &[&str] = &[
    "auto_increment",
    "auto_update",
    "charset",
    "invisible",
    "srid",
    "ref_system_id",
    "column_format",
    "engine_attribute",
    "secondary_engine_attribute",
];

/// The same of Cassandra and ScyllaDB.
const CASSANDRA: &[&str] = &["static", "masked"];

fn own(column: &Column, keys: &[&'static str]) -> Option<&'static str> {
    keys.iter().copied().find(|key| column.options.contains_key(*key))
}

/// The first attribute of a column that an engine does not have.
fn strange(column: &Column, engine: Engine) -> Option<&'static str> {
    match engine {
        Engine::Postgresql => own(column, MYSQL).or_else(|| own(column, CASSANDRA)),
        Engine::Mysql => {
            let said = [
                ("identity", column.identity.is_some()),
                ("storage", column.storage.is_some()),
                ("compression", column.compression.is_some()),
                ("statistics", column.statistics.is_some()),
                ("foreign_options", !column.foreign_options.is_empty() || !column.foreign_secrets.is_empty()),
                ("inherited", column.inherited),
                ("not_null", column.not_null_constraint.is_some()),
            ];
            said.into_iter().find(|(_, said)| *said).map(|(key, _)| key).or_else(|| own(column, CASSANDRA))
        }
        Engine::Cassandra => {
            let said = [
                ("identity", column.identity.is_some()),
                ("generated", column.generated.is_some()),
                ("collation", column.collation.is_some()),
                ("storage", column.storage.is_some()),
                ("compression", column.compression.is_some()),
                ("statistics", column.statistics.is_some()),
                ("foreign_options", !column.foreign_options.is_empty() || !column.foreign_secrets.is_empty()),
                ("inherited", column.inherited),
                ("not_null", column.not_null),
            ];
            said.into_iter().find(|(_, said)| *said).map(|(key, _)| key).or_else(|| own(column, MYSQL))
        }
    }
}
