//! The codes of hazards, of all engines, with what each means and what to do about it.

/// What there is to say of a hazard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HazardPage {
    /// Its code in plans, JSON and `limits`.
    pub code: &'static str,
    /// What happens.
    pub means: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

/// Someone may do more than before.
pub(super) const AUTHORIZATION_WIDENED: &str = "AUTHORIZATION_WIDENED";
/// Someone may do less than before.
pub(super) const AUTHORIZATION_NARROWED: &str = "AUTHORIZATION_NARROWED";

/// Whether a code says that someone may do more, less or other things than before.
pub fn is_of_rights(code: &str) -> bool {
    code.starts_with("AUTHORIZATION_")
}

/// All of them, by code.
pub const HAZARDS: &[HazardPage] = &[
    page(
        "AUTHORIZATION_CHANGED",
        "someone may do other things than before: a policy, or the roles that it is for, changes",
        "read the old and the new condition side by side, and try them as the roles that they are for",
    ),
    page(
        "AUTHORIZATION_NARROWED",
        "someone may do less than before",
        "let the applications that use the right go first, or give it to the role that they are to have",
    ),
    page(
        "AUTHORIZATION_WIDENED",
        "someone may do more than before: a grant, row-level security that is off, a view that asks with its owner's rights",
        "make sure that it is meant: the message says who gains what",
    ),
    page(
        "BLOCKS_READS",
        "reads and writes of a table wait for longer than it takes to change the catalog",
        "run it when the table is idle, with --lock-timeout; the online plan avoids it where the server has a way",
    ),
    page(
        "BLOCKS_WRITES",
        "writes of a table wait for longer than it takes to change the catalog; reads go on",
        "run it when few write, or leave out --no-online: the online plan builds beside the writes",
    ),
    page(
        "CONNECTS",
        "a subscription begins to receive rows",
        "look at what is in its tables, since rows of the same keys stop it",
    ),
    page(
        "CONSTRAINT_SCAN",
        "all rows are read to prove a constraint",
        "it takes as long as reading the table; reads and writes go on where the constraint was made NOT VALID first",
    ),
    page(
        "CORRECTNESS",
        "what is stored may not be what would be computed now, such as an index under a function that changes",
        "build anew what the message names (REINDEX, REFRESH), or prove that nothing stored changes",
    ),
    page(
        "DELETES_DATA",
        "rows or values are lost",
        "allow it by name (--allow KIND:NAME) once what it counts is saved, or is wanted by nobody",
    ),
    page(
        "EXTENSION_UPGRADE",
        "an extension's own script runs, which may change or drop what belongs to it",
        "read the extension's notes on that version, and try it on a copy",
    ),
    page(
        "FAILS_ON_ROWS",
        "the step fails where rows do not fit",
        "look for such rows first; `migrate new` proves on rows of its own making, not on yours",
    ),
    page(
        "INDEX_BUILD",
        "an index is built beside the writes: they go on, while disk and processor are busy",
        "run it when there is room for that; a build that breaks off is found and made anew by the next run",
    ),
    page(
        "INDEX_DROPPED",
        "an index goes that queries may use",
        "look at how often it is used (pg_stat_user_indexes), on the replicas too",
    ),
    page(
        "IRREVERSIBLE",
        "the server cannot undo it: a new value of an enum stays",
        "be sure of the name; what cannot go back is said in the way back, too",
    ),
    page(
        "NOT_REFRESHED",
        "a subscription does not follow its publications' tables until it is told to",
        "run ALTER SUBSCRIPTION … REFRESH PUBLICATION when the publisher is there",
    ),
    page(
        "NO_SLOT",
        "a subscription is made without a slot at the publisher, so that nothing is asked of that",
        "make the slot there, set the subscription's slot_name, enable and refresh it",
    ),
    page(
        "REPLICATION_CHANGED",
        "a keyspace's rows are to lie on other nodes, and do not until they are brought there",
        "run a full repair on every node right after it",
    ),
    page(
        "REWRITES_TABLE",
        "every row is written anew, or every page copied: on PostgreSQL while nobody can read or write, on MySQL as the message says",
        "change a type by --shadow-columns, on MySQL by gh-ost or its like (`external_alter`), or run it when the table is idle; `limits: {rewrite: 1GB}` refuses large ones",
    ),
    page(
        "SLOT_STAYS",
        "a subscription goes and its slot at the publisher stays, which keeps that from removing old log files",
        "drop the slot there (pg_drop_replication_slot)",
    ),
    page(
        "UNTRACKABLE_DEPENDENCY",
        "what the body of a function in another language than SQL uses is known to no catalog",
        "make sure that all of it is there: a lack shows when the function is called",
    ),
    page(
        "VIEW_BUILD",
        "a materialized view is filled from all rows of its table while it is in use",
        "run it when there is room for that",
    ),
    page(
        "WRITES_ROWS",
        "rows are written anew in small portions, or moved to another table, while reads and writes of others go on",
        "expect dead rows and log files of their size; in portions it goes on where it was broken off",
    ),
];

const fn page(code: &'static str, means: &'static str, remedy: &'static str) -> HazardPage {
    HazardPage { code, means, remedy }
}
