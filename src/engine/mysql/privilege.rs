//! The privileges that can be granted on what is in a database, and on the database itself.

use std::collections::BTreeSet;

use crate::model::Kind;

/// What stands for all that there are but [`OPTION`].
pub const ALL: &str = "ALL PRIVILEGES";

/// The right to grant what one has to others.
pub const OPTION: &str = "GRANT OPTION";

const DATABASE: &[&str] = &[
    "ALTER",
    "ALTER ROUTINE",
    "CREATE",
    "CREATE ROUTINE",
    "CREATE TEMPORARY TABLES",
    "CREATE VIEW",
    "DELETE",
    "DELETE HISTORY",
    "DROP",
    "EVENT",
    "EXECUTE",
    "INDEX",
    "INSERT",
    "LOCK TABLES",
    "REFERENCES",
    "SELECT",
    "SHOW CREATE ROUTINE",
    "SHOW VIEW",
    "TRIGGER",
    "UPDATE",
];
const TABLE: &[&str] = &[
    "ALTER",
    "CREATE",
    "CREATE VIEW",
    "DELETE",
    "DELETE HISTORY",
    "DROP",
    "INDEX",
    "INSERT",
    "REFERENCES",
    "SELECT",
    "SHOW VIEW",
    "TRIGGER",
    "UPDATE",
];
const COLUMN: &[&str] = &["INSERT", "REFERENCES", "SELECT", "UPDATE"];
const ROUTINE: &[&str] = &["ALTER ROUTINE", "EXECUTE", "SHOW CREATE ROUTINE"];

/// Those that either server knows of what is granted on, [`OPTION`] and [`ALL`] among them; none where nothing
/// is granted.
pub fn known(on: Kind) -> Vec<&'static str> {
    let own = match on {
        Kind::Database => DATABASE,
        Kind::Table | Kind::View | Kind::Sequence => TABLE,
        Kind::Column => return [COLUMN, &[ALL]].concat(),
        Kind::Function | Kind::Procedure => ROUTINE,
        _ => return Vec::new(),
    };
    [own, &[ALL, OPTION]].concat()
}

/// The word that a model holds for one that it writes.
pub fn canonical(word: &str) -> String {
    let words = word.split_whitespace().map(str::to_uppercase).collect::<Vec<_>>().join(" ");
    if words == "ALL" { ALL.to_owned() } else { words }
}

/// The privilege of a column of `mysql.db`, `Create_tmp_table_priv`, or of a word in the sets of its other
/// tables, `Show view`.
pub(super) fn of_catalog(word: &str) -> String {
    let word = word.strip_suffix("_priv").unwrap_or(word).replace('_', " ").to_uppercase();
    match word.as_str() {
        "GRANT" => OPTION.to_owned(),
        "CREATE TMP TABLE" => "CREATE TEMPORARY TABLES".to_owned(),
        "DELETE VERSIONING ROWS" => "DELETE HISTORY".to_owned(),
        _ => word,
    }
}

/// The privileges with [`ALL`] in the place of all that there are; `there` are those of the server.
pub fn shortened(privileges: &[String], there: &BTreeSet<String>) -> Vec<String> {
    let is_rest = |word: &&String| word.as_str() == OPTION;
    let all = there.iter().filter(|word| !is_rest(word));
    // A column's few say more by themselves.
    if there.len() < 2 || !there.contains(OPTION) || !all.clone().all(|word| privileges.contains(word)) {
        return privileges.to_vec();
    }
    std::iter::once(ALL.to_owned()).chain(privileges.iter().filter(is_rest).cloned()).collect()
}

/// The privileges with all that there are in the place of [`ALL`], sorted.
pub(super) fn expanded(privileges: &[String], there: &BTreeSet<String>) -> Vec<String> {
    let mut expanded: BTreeSet<String> = privileges.iter().filter(|word| *word != ALL).cloned().collect();
    if expanded.len() < privileges.len() {
        expanded.extend(there.iter().filter(|word| *word != OPTION).cloned());
    }
    expanded.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_privileges_are_those_that_there_are() {
        let there: BTreeSet<String> = ["EXECUTE", "ALTER ROUTINE", OPTION].map(str::to_owned).into();
        let all = expanded(&[ALL.to_owned()], &there);
        assert_eq!(all, ["ALTER ROUTINE", "EXECUTE"]);
        assert_eq!(shortened(&all, &there), [ALL]);
        let with = expanded(&[ALL.to_owned(), OPTION.to_owned()], &there);
        assert_eq!(shortened(&with, &there), [ALL, OPTION]);
        assert_eq!(shortened(&["EXECUTE".to_owned()], &there), ["EXECUTE"]);
        assert_eq!(expanded(&["EXECUTE".to_owned()], &there), ["EXECUTE"]);
        assert_eq!((canonical("all"), canonical("show  view")), (ALL.to_owned(), "SHOW VIEW".to_owned()));
        for (word, privilege) in [
            ("Create_tmp_table_priv", "CREATE TEMPORARY TABLES"),
            ("Grant", OPTION),
            ("Delete versioning rows", "DELETE HISTORY"),
            ("Lock_tables_priv", "LOCK TABLES"),
        ] {
            assert_eq!(of_catalog(word), privilege);
            assert!(known(Kind::Database).contains(&privilege));
        }
    }
}
