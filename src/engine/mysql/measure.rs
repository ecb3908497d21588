//! What an `ALTER TABLE` takes of its table. The server says no beforehand to an `ALGORITHM` and a `LOCK` that
//! will not do, so the cheapest that it takes is what it needs.

use super::connection::Connection;
use super::quote::{ident, literal};
use super::scan::Scan;
use crate::engine::Lock;
use crate::error::Fault;

/// From the cheapest on: the words, what others may do with the table meanwhile as `LOCK` has it, and whether
/// its rows are copied. What is instant still waits for statements that run, as all of them do.
const WAYS: [(&str, &str, bool); 5] = [
    ("ALGORITHM=INSTANT", "NONE", false),
    ("ALGORITHM=NOCOPY, LOCK=NONE", "NONE", false),
    ("ALGORITHM=INPLACE, LOCK=NONE", "NONE", false),
    ("ALGORITHM=INPLACE, LOCK=SHARED", "SHARED", false),
    ("ALGORITHM=COPY, LOCK=SHARED", "SHARED", true),
];

impl Connection {
    /// Runs a statement, and says what it took of the table that it alters; `None` for any other, and where
    /// the server takes no words on how it is done. `mode` is what `LOCK` would have to be: `NONE`, `SHARED`,
    /// `EXCLUSIVE`.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn measure(&mut self, sql: &str) -> Result<Option<Vec<Lock>>, Fault> {
        let Some((table, rest)) = altered(sql) else {
            return self.execute_as(sql, sql).await.map(|()| None);
        };
        let head = sql.trim_end().strip_suffix(rest).unwrap_or_default().trim_end();
        let before = self.space(&table).await?;
        for (words, mode, copied) in WAYS {
            // One that does not fit is refused and leaves nothing; what is wrong by itself is told below.
            if self.execute_as(&format!("{head} {words}, {rest}"), sql).await.is_err() {
                continue;
            }
            let after = self.space(&table).await?;
            let moved = before.is_some() && after.is_some() && before != after;
            let rewritten = copied || moved;
            // An index is read out of all rows, and rows that are written anew are read too.
            let read = rewritten || words != "ALGORITHM=INSTANT" && reads(rest);
            return Ok(Some(vec![Lock { relation: ident(&table), mode: mode.to_owned(), rewritten, read }]));
        }
        self.execute_as(sql, sql).await.map(|()| None)
    }

    /// Where the server keeps a table's rows: another number once they were written anew. None where the
    /// table is not InnoDB's own file, or its name is spelled otherwise there.
    async fn space(&mut self, table: &str) -> Result<Option<String>, Fault> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !table.chars().all(plain) {
            return Ok(None);
        }
        let view = match self.flavour() {
            super::connection::Flavour::Mysql => "INNODB_TABLES",
            super::connection::Flavour::Mariadb => "INNODB_SYS_TABLES",
        };
        let name = literal(table);
        let sql = format!("SELECT SPACE FROM information_schema.{view} WHERE NAME = CONCAT(DATABASE(), '/', {name})");
        // It takes the privilege PROCESS, which not everyone has who may alter tables.
        let rows = self.texts(&sql).await.unwrap_or_default();
        Ok(rows.first().and_then(|row| row.text(0)).map(str::to_owned))
    }
}

/// The table of an `ALTER TABLE` and what is to be done with it.
fn altered(sql: &str) -> Option<(String, &str)> {
    let mut scan = Scan::new(sql);
    if !scan.take(&["alter", "table"]) {
        return None;
    }
    let table = scan.name()?;
    // What renames the table or parts it stands otherwise in the grammar, or leaves nothing to look at.
    let rest = scan.all();
    let word = rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_ascii_uppercase();
    let known = ["ADD", "DROP", "MODIFY", "CHANGE", "ALTER", "ENGINE", "COMMENT", "DEFAULT", "CONVERT", "RENAME"];
    (known.contains(&word.as_str()) && !rest.to_ascii_uppercase().starts_with("RENAME TO")).then_some((table, rest))
}

/// Whether the clauses build an index, which reads every row.
fn reads(rest: &str) -> bool {
    rest.lines().any(|line| {
        let line = line.trim_start().to_ascii_uppercase();
        let keys = ["ADD KEY", "ADD INDEX", "ADD UNIQUE", "ADD PRIMARY", "ADD FULLTEXT", "ADD SPATIAL"];
        keys.iter().any(|key| line.starts_with(key))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_alters_a_table_is_known() {
        assert_eq!(altered("ALTER TABLE `a-b` ADD COLUMN c int"), Some(("a-b".to_owned(), "ADD COLUMN c int")));
        assert_eq!(altered("ALTER TABLE t\n    DROP KEY k"), Some(("t".to_owned(), "DROP KEY k")));
        assert_eq!(altered("ALTER TABLE t RENAME TO u"), None);
        assert_eq!(altered("ALTER TABLE t PARTITION BY HASH (a)"), None);
        assert_eq!(altered("CREATE TABLE t (a int)"), None);
        assert!(reads("ADD COLUMN c int,\n    ADD KEY k (c)"));
        assert!(!reads("ADD COLUMN c int"));
    }
}
