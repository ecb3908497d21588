//! The options of tables and views: those that differ from what a new table has, by name, those of a
//! map by the map's name and their own (`compaction.class`).

use std::collections::BTreeMap;

use super::quote::literal;
use super::value::Cells;
use crate::model::Options;

/// What a new table has (Cassandra 4.0 to 5.0; where ScyllaDB's are others, they are written out).
const DEFAULTS: &[(&str, &str)] = &[
    ("additional_write_policy", "99p"),
    ("allow_auto_snapshot", "true"),
    ("bloom_filter_fp_chance", "0.01"),
    ("caching.keys", "ALL"),
    ("caching.rows_per_partition", "NONE"),
    ("cdc", "false"),
    ("compaction.class", SIZE_TIERED),
    ("compaction.max_threshold", "32"),
    ("compaction.min_threshold", "4"),
    ("compression.chunk_length_in_kb", "16"),
    ("compression.class", "LZ4Compressor"),
    ("crc_check_chance", "1.0"),
    ("default_time_to_live", "0"),
    ("gc_grace_seconds", "864000"),
    ("incremental_backups", "true"),
    ("max_index_interval", "2048"),
    ("memtable", "default"),
    ("memtable_flush_period_in_ms", "0"),
    ("min_index_interval", "128"),
    ("read_repair", "BLOCKING"),
    ("speculative_retry", "99p"),
];

const SIZE_TIERED: &str = "SizeTieredCompactionStrategy";
const LEVELED: &str = "LeveledCompactionStrategy";

/// The strategies for which the server writes thresholds out that nobody gave.
const WITH_THRESHOLDS: &[&str] =
    &[SIZE_TIERED, LEVELED, "TimeWindowCompactionStrategy", "DateTieredCompactionStrategy"];

/// What is of a table and no option of it, or no option any more (Cassandra 4.0).
const NO_OPTION: &[&str] = &[
    "keyspace_name",
    "table_name",
    "view_name",
    "id",
    "flags",
    "comment",
    "extensions",
    "base_table_id",
    "base_table_name",
    "where_clause",
    "include_all_columns",
    "read_repair_chance",
    "dclocal_read_repair_chance",
];

/// The packages whose classes are named without them.
const PACKAGES: &[&str] =
    &["org.apache.cassandra.db.compaction.", "org.apache.cassandra.io.compress.", "org.apache.cassandra.locator."];

/// The options that are maps, and what stands in a map that says nothing of its class.
const MAPS: &[(&str, &str)] = &[("caching", ""), ("compaction", SIZE_TIERED), ("compression", "LZ4Compressor")];

/// A class without its package, where that is the server's own.
pub fn short_class(name: &str) -> &str {
    PACKAGES.iter().find_map(|package| name.strip_prefix(package)).filter(|rest| !rest.contains('.')).unwrap_or(name)
}

/// The options of a row of `system_schema.tables` or `views`; where the cluster is set up to compact new ones in a way
/// of its own, how this one is compacted is said whatever it is.
pub(super) fn read(cells: &Cells, compacts: bool) -> Options {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in &cells.0 {
        if value.is_none() || NO_OPTION.contains(&name.as_str()) {
            continue;
        }
        if matches!(value, Some(scylla::value::CqlValue::Map(_))) {
            for (key, value) in cells.map(name) {
                let value = if matches!(key.as_str(), "class" | "sstable_compression") {
                    short_class(&value).to_owned()
                } else {
                    value
                };
                all.insert(format!("{name}.{key}"), value);
            }
        } else {
            all.insert(name.clone(), cells.text(name));
        }
    }
    let class = all.get("compaction.class").cloned();
    let is_said = |key: &str| compacts && key.starts_with("compaction.");
    let without = all
        .into_iter()
        .filter(|(key, value)| is_said(key) || default_of(key, class.as_deref()) != Some(value.as_str()));
    without.collect()
}

/// What an option is where nobody gave it.
fn default_of(key: &str, compaction: Option<&str>) -> Option<&'static str> {
    let compaction = compaction.unwrap_or(SIZE_TIERED);
    if key == "bloom_filter_fp_chance" && compaction == LEVELED {
        return Some("0.1");
    }
    if key.ends_with("_threshold") && !WITH_THRESHOLDS.contains(&compaction) {
        return None;
    }
    DEFAULTS.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
}

/// All options that are not as a new table has them, in CQL: `compaction = {'class': '…'}`.
pub(super) fn clauses(options: &Options) -> Vec<String> {
    whole(options).into_iter().map(|(name, value)| format!("{name} = {value}")).collect()
}

/// What must be set for a table with the one to have the other.
pub(super) fn changes(before: &Options, after: &Options) -> Vec<String> {
    let (old, new) = (effective(before), effective(after));
    let names = old.keys().chain(new.keys()).map(|key| key.split('.').next().unwrap_or_default());
    let mut names: Vec<&str> = names.collect();
    names.dedup();
    let part = |all: &BTreeMap<String, String>, name: &str| -> Vec<(String, String)> {
        let own = |key: &String| key == name || key.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        all.iter().filter(|(key, _)| own(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    names.sort_unstable();
    names.dedup();
    let differ = names.into_iter().filter(|name| part(&old, name) != part(&new, name));
    let wanted: Vec<(String, Option<String>)> = differ
        .map(|name| {
            let mut own: Options = part(&new, name).into_iter().collect();
            // What stands beside others that stay is taken back by them.
            if name == "tablets" && !own.is_empty() {
                let gone = part(&old, name).into_iter().filter(|(key, _)| !new.contains_key(key));
                own.extend(gone.map(|(key, _)| (key, "0".to_owned())));
            }
            let is_map = |all: &BTreeMap<String, String>| part(all, name).iter().any(|(key, _)| key.contains('.'));
            let unsaid = (is_map(&old) && !is_map(&new)) || own.is_empty();
            let back = if unsaid { super::scylladb::unsaid(name, before) } else { None };
            (name.to_owned(), back.or_else(|| whole(&own).into_iter().next().map(|(_, value)| value)))
        })
        .collect();
    // An option without a default that is gone cannot be taken back: nothing is said of it.
    wanted.into_iter().filter_map(|(name, value)| Some(format!("{name} = {}", value?))).collect()
}

/// All options with what is not said of them.
fn effective(options: &Options) -> BTreeMap<String, String> {
    let class = options.get("compaction.class").map(String::as_str);
    let is_off = options.get("compression.enabled").is_some_and(|value| value == "false");
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (key, _) in DEFAULTS {
        let own = !(is_off && key.starts_with("compression."));
        if let Some(value) = default_of(key, class).filter(|_| own) {
            all.insert((*key).to_owned(), value.to_owned());
        }
    }
    all.extend(options.iter().map(|(key, value)| (key.clone(), value.clone())));
    all
}

/// The options as they are set: a map at once.
fn whole(options: &Options) -> BTreeMap<String, String> {
    let mut maps: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (key, value) in options {
        match key.split_once('.') {
            Some((map, key)) => _ = maps.entry(map).or_default().insert(key, value),
            None => _ = all.insert(key.clone(), scalar(value)),
        }
    }
    for (name, mut entries) in maps {
        let is_off = name == "compression" && entries.get("enabled").is_some_and(|value| *value == "false");
        // As ScyllaDB calls it.
        let is_named = is_off || entries.contains_key("sstable_compression");
        if let Some((_, class)) = MAPS.iter().find(|(map, class)| *map == name && !class.is_empty() && !is_named) {
            entries.entry("class").or_insert(class);
        }
        all.insert(name.to_owned(), map(entries));
    }
    all
}

/// `{'class': 'SimpleStrategy', 'replication_factor': '1'}`, the class first.
pub(super) fn map<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut entries: Vec<(&str, &str)> = entries.into_iter().collect();
    entries.sort_by_key(|(key, _)| (*key != "class", *key));
    let entries: Vec<String> =
        entries.iter().map(|(key, value)| format!("{}: {}", literal(key), literal(value))).collect();
    format!("{{{}}}", entries.join(", "))
}

/// A number or a truth value as it stands; else a string.
pub(super) fn scalar(value: &str) -> String {
    let bare = matches!(value, "true" | "false") || value.parse::<f64>().is_ok_and(f64::is_finite);
    if bare { value.to_owned() } else { literal(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(list: &[(&str, &str)]) -> Options {
        list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn maps_are_written_whole() {
        let set =
            options(&[("compaction.min_threshold", "6"), ("gc_grace_seconds", "10"), ("speculative_retry", "50ms")]);
        let wanted = [
            "compaction = {'class': 'SizeTieredCompactionStrategy', 'min_threshold': '6'}",
            "gc_grace_seconds = 10",
            "speculative_retry = '50ms'",
        ];
        assert_eq!(clauses(&set), wanted);
        assert_eq!(clauses(&options(&[("compression.enabled", "false")])), ["compression = {'enabled': 'false'}"]);
    }

    #[test]
    fn what_is_not_said_any_more_is_set_back() {
        let leveled = options(&[("compaction.class", LEVELED), ("default_time_to_live", "5")]);
        let back = changes(&leveled, &Options::new());
        assert_eq!(back[0], "bloom_filter_fp_chance = 0.01");
        assert!(back[1].starts_with("compaction = {'class': 'SizeTieredCompactionStrategy'"), "{back:?}");
        assert_eq!(back[2], "default_time_to_live = 0");
        let forth = changes(&Options::new(), &leveled);
        assert_eq!(forth[0], "bloom_filter_fp_chance = 0.1");
        assert!(changes(&leveled, &leveled).is_empty());
        let off = options(&[("compression.enabled", "false")]);
        assert_eq!(changes(&Options::new(), &off), ["compression = {'enabled': 'false'}"]);
        assert_eq!(
            changes(&off, &Options::new()),
            ["compression = {'class': 'LZ4Compressor', 'chunk_length_in_kb': '16'}"]
        );
    }
}
