//! `citus:` of tables and schemas.

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::load::citus::COLUMNAR;
use crate::model::{Columnar, Distribution, Kind, Object, ObjectId, Sharding, Table};

/// How a table or a schema is spread.
pub fn distribution(dump: &Dump<'_>, distribution: &Distribution) -> Option<Yaml> {
    let Distribution { sharding, column, colocate_with, shards } = distribution;
    let word = match sharding {
        Sharding::None => return None,
        Sharding::Reference => "reference",
        Sharding::Local => "local",
        Sharding::Schema => "distributed",
        Sharding::SingleShard if colocate_with.is_none() => "single_shard",
        Sharding::SingleShard | Sharding::Hash => {
            let mut entries = Entries::default();
            entries.add("distributed_by", column.as_ref().map_or_else(|| Yaml::word("null"), Yaml::text));
            entries.text("colocate_with", colocate_with.as_ref().map(|table| dump.relation_name(table)).as_ref());
            entries.number("shards", *shards);
            return Some(entries.map());
        }
    };
    Some(Yaml::word(word))
}

/// A table as it is written: its access method and that one's parameters are a part of it elsewhere.
pub fn whole(dump: &Dump<'_>, id: &ObjectId, table: &Table) -> Table {
    let mut whole = table.clone();
    for (part, object) in dump.parts(id).filter(|(part, _)| part.kind == Kind::Columnar) {
        let Object::Columnar(Columnar { options }) = object else { continue };
        whole.access_method = Some(COLUMNAR.to_owned());
        whole.options.extend(options.clone());
        dump.wrote(part);
    }
    whole
}
