//! `sequences:`, and what identity columns share with them.

use super::context::{Context, Item, text};
use super::document::Part;
use super::grant::Rights;
use super::name;
use super::node::Spot;
use super::read::{OrNothing, Text, mapping};
use crate::engine::postgres::names;
use crate::engine::postgres::sequence::bounds;
use crate::engine::{Engine, mysql};
use crate::model::{Kind, ObjectId, Options, Persistence, Sequence};

/// A sequence: nothing at all, or a mapping.
pub type SequenceModel = OrNothing<LongSequence>;

mapping! {
    /// The numbers of a sequence.
    pub struct Numbers, "a sequence" {
        /// `smallint`, `integer` or `bigint`; `bigint` if not said, or an identity column's type. MariaDB 11.5 and
        /// later: `int unsigned` and the like.
        data_type "type": Option<Text>,
        /// The first value; the least one, or the greatest where it counts down, if not said.
        start "start": Option<i64>,
        /// The step; 1 if not said. 0 is the server's own (MariaDB).
        increment "increment": Option<i64>,
        /// The least value; 1, or the type's least where it counts down, if not said.
        min "min": Option<i64>,
        /// The greatest value; the type's greatest, or -1 where it counts down, if not said.
        max "max": Option<i64>,
        /// How many values a session takes at once; 1 if not said. The server's in MariaDB, 1000 if not said.
        cache "cache": Option<i64>,
        /// Whether it begins anew at its end.
        cycle "cycle": bool,
        /// Whether a crash resets it. Those of serial and identity columns follow their table if not said.
        unlogged "unlogged": Option<bool>,
    }
}

mapping! {
    /// A sequence.
    pub struct LongSequence, "a sequence" {
        /// The column that it is dropped with, `TABLE.COLUMN` or `SCHEMA.TABLE.COLUMN`.
        owned_by "owned_by": Option<Text>,
        /// `engine` (MariaDB).
        options "options": Options,
        .. numbers: Numbers,
        .. rights: Rights,
    }
}

/// A sequence at the server's defaults for its type and direction (`CREATE SEQUENCE`).
pub fn defaults_of(engine: Engine, data_type: &str, increment: i64) -> Option<Sequence> {
    match engine {
        Engine::Mysql => mysql::sequence::defaults(data_type, increment),
        Engine::Postgresql | Engine::Cassandra => defaults(data_type, increment),
    }
}

/// The same of PostgreSQL's.
pub fn defaults(data_type: &str, increment: i64) -> Option<Sequence> {
    if !names::is_sequence_type(data_type) {
        return None;
    }
    let (min, max) = bounds(data_type, increment);
    Some(Sequence {
        data_type: data_type.to_owned(),
        start: if increment < 0 { max } else { min },
        increment,
        min,
        max,
        cache: 1,
        cycle: false,
        owned_by: None,
        persistence: Persistence::Permanent,
        options: Options::default(),
    })
}

impl Numbers {
    /// The sequence, with what is not said at the server's defaults.
    pub fn sequence(&self, data_type: &str, unlogged: bool, spot: Spot, cx: &mut Context) -> Option<Sequence> {
        let data_type = self.data_type.as_ref().map_or(data_type.to_owned(), |written| cx.data_type(&written.value));
        let at = self.data_type.as_ref().map_or(spot, |written| written.spot);
        let increment = self.increment.unwrap_or(1);
        let Some(mut sequence) = defaults_of(cx.engine, &data_type, increment) else {
            let hint = match cx.engine {
                Engine::Mysql => {
                    "it takes `tinyint`, `smallint`, `mediumint`, `int`, each also `unsigned`, and `bigint`"
                }
                Engine::Postgresql | Engine::Cassandra => "it takes `smallint`, `integer`, `bigint`",
            };
            cx.faults.add(at, format!("a sequence cannot count in `{data_type}`"), hint);
            return None;
        };
        sequence.min = self.min.unwrap_or(sequence.min);
        sequence.max = self.max.unwrap_or(sequence.max);
        sequence.start = self.start.unwrap_or(if increment < 0 { sequence.max } else { sequence.min });
        sequence.cache = self.cache.unwrap_or(sequence.cache);
        sequence.cycle = self.cycle;
        if self.unlogged.unwrap_or(unlogged) {
            sequence.persistence = Persistence::Unlogged;
        }
        if increment == 0 && cx.engine != Engine::Mysql {
            cx.faults.add(spot, "a sequence's increment is 0", "leave it out, or count up or down");
        } else if sequence.min >= sequence.max {
            let message =
                format!("a sequence's least value {} is not below its greatest {}", sequence.min, sequence.max);
            cx.faults.add(spot, message, "");
        } else if sequence.start < sequence.min || sequence.start > sequence.max {
            let message =
                format!("a sequence starts at {}, not between {} and {}", sequence.start, sequence.min, sequence.max);
            cx.faults.add(spot, message, "");
        }
        Some(sequence)
    }
}

impl Part for SequenceModel {
    fn declare(item: &Item<'_, Self>, cx: &mut Context) {
        cx.declare_relation(item.schema, item.name, "sequence", item.spot);
    }

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = &item.body.0;
        let Some(mut sequence) = body.numbers.sequence("bigint", false, item.spot, cx) else { return };
        if let Some(owner) = &body.owned_by {
            sequence.owned_by = owned_by(owner, cx);
        }
        sequence.options.clone_from(&body.options);
        let id = ObjectId::in_schema(Kind::Sequence, item.schema, item.name);
        if cx.insert(&id, sequence, item.spot) {
            body.rights.build(&id, cx);
        }
    }
}

fn owned_by(owner: &Text, cx: &mut Context) -> Option<ObjectId> {
    let mut parts = cx.parsed(owner, name::parts(&owner.value))?;
    let column = text(parts.pop()?, owner.spot);
    if parts.is_empty() {
        cx.faults.add(owner.spot, format!("`{}` names no table", owner.value), "write `TABLE.COLUMN`");
        return None;
    }
    let (schema, table) = cx.table(owner, parts)?;
    cx.check_columns((&schema, &table), std::slice::from_ref(&column));
    let table = cx.table_id(&schema, &table);
    Some(ObjectId::child(&table, Kind::Column, column.value))
}
