//! What ScyllaDB has beside Cassandra: options that it keeps as extensions of a table, each serialised to bytes, and
//! in tables of its own (`scylla_tables`, `scylla_keyspaces`), and tables and views that belong to others. After its
//! documentation ("ScyllaDB CQL Extensions", "Data Definition") and the serializers of its source.

use super::value::Cells;
use crate::model::Options;

/// The extensions that are maps of texts, each an option of the same name.
const MAPS: &[&str] = &["cdc", "per_partition_rate_limit", "scylla_encryption_options", "tablets", "tombstone_gc"];

/// Extensions that are tags of its own, of which one stands for an option.
const TAGS: &str = "scylla_tags";
const SYNCHRONOUS: &str = "system:synchronous_view_updates";

/// What an option is where nobody gave it. Change data capture is kept only while it is on.
const DEFAULTS: &[(&str, &str)] = &[
    ("cdc.delta", "full"),
    ("cdc.postimage", "false"),
    ("cdc.preimage", "false"),
    ("cdc.ttl", "86400"),
    ("paxos_grace_seconds", "864000"),
    ("synchronous_updates", "false"),
    ("tombstone_gc.propagation_delay_in_seconds", "3600"),
];

/// Options that the cluster chooses where nobody does, by how the keyspace lies and how it is set up: what a model does
/// not say of them is as it is.
const CHOSEN: &[&str] = &["scylla_encryption_options", "tombstone_gc"];

/// The options that lie in the extensions of a row of `tables` or `views`, and the names of those that nobody can read.
pub(super) fn extensions(cells: &Cells) -> (Options, Vec<String>) {
    let (mut options, mut unread) = (Options::new(), Vec::new());
    for (name, bytes) in cells.blobs("extensions") {
        let mut reader = Bytes(bytes);
        match name.as_str() {
            "paxos_grace_seconds" => match reader.number() {
                Some(seconds) => _ = options.insert(name, seconds.to_string()),
                None => unread.push(name),
            },
            TAGS => match reader.map() {
                Some(tags) => {
                    for (tag, value) in tags {
                        if tag == SYNCHRONOUS {
                            options.insert("synchronous_updates".to_owned(), value);
                        } else {
                            unread.push(format!("{TAGS} {tag}"));
                        }
                    }
                }
                None => unread.push(name),
            },
            _ => match reader.map().filter(|_| MAPS.contains(&name.as_str())) {
                Some(entries) => {
                    options.extend(entries.into_iter().map(|(key, value)| (format!("{name}.{key}"), value)));
                }
                None => unread.push(name),
            },
        }
    }
    options.retain(|key, value| !is_default(key, value));
    (options, unread)
}

/// The options that lie in a row of `scylla_tables`.
pub(super) fn of_table(cells: &Cells) -> Options {
    let maps = ["cdc", "tablets"]
        .into_iter()
        .flat_map(|name| cells.map(name).into_iter().map(move |(key, value)| (format!("{name}.{key}"), value)));
    let mut options: Options = maps.collect();
    options.retain(|key, value| !is_default(key, value));
    options
}

/// How a row of `scylla_keyspaces` says that the keyspace lies: in tablets, and in how many to begin with.
pub(super) fn tablets(cells: &Cells) -> Options {
    let mut options = Options::new();
    let initial = cells.text("initial_tablets");
    if !initial.is_empty() {
        options.insert("enabled".to_owned(), "true".to_owned());
        if initial != "0" {
            options.insert("initial".to_owned(), initial);
        }
    }
    options
}

fn is_default(key: &str, value: &str) -> bool {
    DEFAULTS.iter().any(|(name, default)| *name == key && *default == value)
}

/// What an option of ScyllaDB's is set to where it is not said any more: the whole of it. None where it stays as it is.
pub(super) fn unsaid(name: &str, old: &Options) -> Option<String> {
    let literal = super::quote::literal;
    match name {
        "cdc" => Some("{'enabled': 'false'}".to_owned()),
        "per_partition_rate_limit" => Some("{}".to_owned()),
        // Each of these is taken back by a zero.
        "tablets" => {
            let keys = old.keys().filter_map(|key| key.strip_prefix("tablets.")).filter(|key| *key != "pow2_count");
            let zeros: Vec<String> = keys.map(|key| format!("{}: '0'", literal(key))).collect();
            (!zeros.is_empty()).then(|| format!("{{{}}}", zeros.join(", ")))
        }
        "paxos_grace_seconds" | "synchronous_updates" => {
            DEFAULTS.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        }
        _ => None,
    }
}

/// Lets what a model does not say of what the cluster chooses be as it is.
pub(super) fn adopt(settled: &mut Options, written: &Options, live: &Options) {
    for name in CHOSEN {
        let own = |key: &String| key.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        if !written.keys().any(own) {
            settled.retain(|key, _| !own(key));
            settled.extend(live.iter().filter(|(key, _)| own(key)).map(|(key, value)| (key.clone(), value.clone())));
        }
    }
}

/// Takes out what a scratch keyspace, which has no tablets, refuses.
pub(super) fn still(options: &mut Options) {
    options.retain(|key, _| !key.starts_with("tablets."));
}

/// Puts back what was taken out.
pub(super) fn rouse(settled: &mut Options, written: &Options) {
    let tablets = written.iter().filter(|(key, _)| key.starts_with("tablets."));
    settled.extend(tablets.map(|(key, value)| (key.clone(), value.clone())));
}

/// Whether a table belongs to another one: the log of its changes, or the state of its lightweight transactions.
pub(super) fn is_of_another(table: &str, all: &[String]) -> bool {
    ["_scylla_cdc_log", "$paxos"]
        .iter()
        .filter_map(|ending| table.strip_suffix(ending))
        .any(|base| all.iter().any(|other| other == base))
}

/// Whether a view is what an index is made of.
pub(super) fn is_of_index(view: &str, indexes: &[String]) -> bool {
    view.strip_suffix("_index").is_some_and(|index| indexes.iter().any(|it| it == index))
}

/// What is left to read of a serialised value: numbers of four bytes, the least first, and texts after their lengths.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn number(&mut self) -> Option<u32> {
        let (head, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*head))
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(head.to_vec()).ok()
    }

    fn map(&mut self) -> Option<Vec<(String, String)>> {
        let count = self.number()?;
        (0..count).map(|_| Some((self.text()?, self.text()?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use scylla::value::CqlValue;

    use super::*;

    /// A map as the server serialises it.
    fn serialised(entries: &[(&str, &str)]) -> Vec<u8> {
        let number = |number: usize| u32::try_from(number).unwrap().to_le_bytes().to_vec();
        let text = |text: &str| [number(text.len()), text.as_bytes().to_vec()].concat();
        let entries = entries.iter().flat_map(|(key, value)| [text(key), text(value)]);
        [number(entries.clone().count() / 2), entries.collect::<Vec<_>>().concat()].concat()
    }

    fn row(extensions: &[(&str, Vec<u8>)]) -> Cells {
        let entry =
            |(name, bytes): &(&str, Vec<u8>)| (CqlValue::Text((*name).to_owned()), CqlValue::Blob(bytes.clone()));
        Cells(vec![("extensions".to_owned(), Some(CqlValue::Map(extensions.iter().map(entry).collect())))])
    }

    fn options(list: &[(&str, &str)]) -> Options {
        list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn extensions_are_options() {
        // A table of two options as `SELECT extensions` shows it: 02000000 04000000 mode 06000000 repair …
        let recorded = [
            2, 0, 0, 0, 4, 0, 0, 0, b'm', b'o', b'd', b'e', 6, 0, 0, 0, b'r', b'e', b'p', b'a', b'i', b'r', 28, 0, 0, 0,
        ];
        let gc = [&recorded[..], b"propagation_delay_in_seconds", &[4, 0, 0, 0], b"3600"].concat();
        let cdc = [("delta", "full"), ("enabled", "true"), ("postimage", "false"), ("preimage", "full"), ("ttl", "60")];
        let (found, unread) = extensions(&row(&[
            ("tombstone_gc", gc),
            ("cdc", serialised(&cdc)),
            ("per_partition_rate_limit", serialised(&[("max_reads_per_second", "100")])),
            ("paxos_grace_seconds", vec![0x10, 0x27, 0, 0]),
            ("scylla_tags", serialised(&[(SYNCHRONOUS, "true"), ("owner", "team")])),
            ("something", vec![1, 2, 3]),
        ]));
        let wanted = [
            ("tombstone_gc.mode", "repair"),
            ("cdc.enabled", "true"),
            ("cdc.preimage", "full"),
            ("cdc.ttl", "60"),
            ("per_partition_rate_limit.max_reads_per_second", "100"),
            ("paxos_grace_seconds", "10000"),
            ("synchronous_updates", "true"),
        ];
        assert_eq!(found, options(&wanted));
        assert_eq!(unread, ["scylla_tags owner", "something"]);
        // What is cut off is not guessed at.
        assert_eq!(extensions(&row(&[("cdc", vec![2, 0, 0, 0, 9, 0, 0, 0, b'e'])])).1, ["cdc"]);
        assert!(extensions(&row(&[("cdc", serialised(&[]))])).0.is_empty());
    }

    #[test]
    fn options_are_set_and_taken_back() {
        use super::super::options::{changes, clauses};

        let none = Options::new();
        let cdc = options(&[("cdc.enabled", "true"), ("cdc.ttl", "60")]);
        assert_eq!(clauses(&cdc), ["cdc = {'enabled': 'true', 'ttl': '60'}"]);
        assert_eq!(changes(&none, &cdc), ["cdc = {'enabled': 'true', 'ttl': '60'}"]);
        assert_eq!(changes(&cdc, &none), ["cdc = {'enabled': 'false'}"]);
        let limit = options(&[("per_partition_rate_limit.max_writes_per_second", "5")]);
        assert_eq!(changes(&none, &limit), ["per_partition_rate_limit = {'max_writes_per_second': '5'}"]);
        assert_eq!(changes(&limit, &none), ["per_partition_rate_limit = {}"]);
        let gc = options(&[("tombstone_gc.mode", "immediate")]);
        assert_eq!(changes(&none, &gc), ["tombstone_gc = {'mode': 'immediate'}"]);
        assert!(changes(&gc, &none).is_empty());
        let tablets = options(&[("tablets.min_tablet_count", "8")]);
        assert_eq!(changes(&tablets, &none), ["tablets = {'min_tablet_count': '0'}"]);
        let two = options(&[("tablets.min_tablet_count", "8"), ("tablets.expected_data_size_in_gb", "50")]);
        assert_eq!(changes(&two, &tablets), ["tablets = {'expected_data_size_in_gb': '0', 'min_tablet_count': '8'}"]);
        let paxos = options(&[("paxos_grace_seconds", "60"), ("synchronous_updates", "true")]);
        assert_eq!(changes(&none, &paxos), ["paxos_grace_seconds = 60", "synchronous_updates = true"]);
        assert_eq!(changes(&paxos, &none), ["paxos_grace_seconds = 864000", "synchronous_updates = false"]);
        // Of Cassandra's own it stays as it was.
        assert_eq!(changes(&options(&[("cdc", "true")]), &none), ["cdc = false"]);
        let compression = options(&[("compression.sstable_compression", "ZstdCompressor")]);
        assert_eq!(clauses(&compression), ["compression = {'sstable_compression': 'ZstdCompressor'}"]);
    }

    #[test]
    fn what_the_cluster_chooses_is_as_it_is() {
        let live = options(&[("tombstone_gc.mode", "repair")]);
        let mut settled = options(&[("tombstone_gc.mode", "timeout"), ("gc_grace_seconds", "1")]);
        adopt(&mut settled, &Options::new(), &live);
        assert_eq!(settled, options(&[("gc_grace_seconds", "1"), ("tombstone_gc.mode", "repair")]));
        let written = options(&[("tombstone_gc.mode", "disabled")]);
        let mut settled = written.clone();
        adopt(&mut settled, &written, &live);
        assert_eq!(settled, written);
        let mut still_one = options(&[("tablets.min_tablet_count", "8"), ("gc_grace_seconds", "1")]);
        let written = still_one.clone();
        still(&mut still_one);
        assert_eq!(still_one, options(&[("gc_grace_seconds", "1")]));
        rouse(&mut still_one, &written);
        assert_eq!(still_one.get("tablets.min_tablet_count").map(String::as_str), Some("8"));
    }

    #[test]
    fn what_belongs_to_others_is_told_apart() {
        let all = ["t".to_owned(), "t_scylla_cdc_log".to_owned(), "u_scylla_cdc_log".to_owned()];
        assert!(is_of_another("t_scylla_cdc_log", &all) && is_of_another("t$paxos", &all));
        assert!(!is_of_another("u_scylla_cdc_log", &all) && !is_of_another("t", &all));
        assert!(is_of_index("t_a_idx_index", &["t_a_idx".to_owned()]) && !is_of_index("an_index", &[]));
        let cells = |initial: Option<CqlValue>| Cells(vec![("initial_tablets".to_owned(), initial)]);
        assert!(tablets(&cells(None)).is_empty());
        assert_eq!(tablets(&cells(Some(CqlValue::Int(0)))), options(&[("enabled", "true")]));
        assert_eq!(tablets(&cells(Some(CqlValue::Int(4)))), options(&[("enabled", "true"), ("initial", "4")]));
    }
}
