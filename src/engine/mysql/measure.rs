//! What an `ALTER TABLE` takes of its table. The server says no beforehand to an `ALGORITHM` and a `LOCK` that
//! will not do, so the cheapest that it takes is what it needs; stated in the statement, they keep another server
//! from silently doing more.

use std::collections::BTreeSet;

use super::alter::Altering;
use super::connection::{Connection, Flavour};
use super::quote::{ident, literal};
use crate::engine::{Hazard, Lock, Taken};
use crate::error::Fault;

/// One way to change a table: `ALGORITHM` and `LOCK`. What is instant still waits for statements that run, as all
/// of them do.
struct Way {
    algorithm: &'static str,
    /// What others may do with the table meanwhile: `NONE` keeps nobody from anything, `SHARED` from writing.
    lock: &'static str,
    /// The one server that has it.
    of: Option<Flavour>,
}

const fn way(algorithm: &'static str, lock: &'static str, of: Option<Flavour>) -> Way {
    Way { algorithm, lock, of }
}

const INSTANT: &str = "INSTANT";

const COPY: &str = "COPY";

/// From the cheapest on. What MariaDB does without a copy it would do in place too, so that what is left to
/// `INPLACE` there writes the table anew.
const WAYS: [Way; 8] = [
    way(INSTANT, "NONE", None),
    way("NOCOPY", "NONE", Some(Flavour::Mariadb)),
    way("INPLACE", "NONE", None),
    way("NOCOPY", "SHARED", Some(Flavour::Mariadb)),
    way("INPLACE", "SHARED", None),
    // MariaDB since 11.2.
    way(COPY, "NONE", Some(Flavour::Mariadb)),
    way(COPY, "SHARED", None),
    way(COPY, "EXCLUSIVE", None),
];

impl Way {
    /// As the statement has it. MySQL takes no lock beside what is instant.
    fn words(&self) -> Vec<String> {
        let mut words = vec![format!("ALGORITHM={}", self.algorithm)];
        if self.algorithm != INSTANT {
            words.push(format!("LOCK={}", self.lock));
        }
        words
    }

    fn price(&self, rewritten: bool) -> u8 {
        let lock = match (self.algorithm, self.lock) {
            (INSTANT, _) if !rewritten => return 0,
            (_, "NONE") => 1,
            (COPY, "SHARED") => 4,
            (_, "SHARED") => 3,
            _ => 5,
        };
        lock + u8::from(rewritten)
    }
}

impl Connection {
    /// Runs a statement, and says what it took of the table that it alters; `None` for any other, and where
    /// the server takes no words on how it is done.
    ///
    /// # Errors
    /// The server's own message.
    pub async fn measure(&mut self, sql: &str) -> Result<Option<Taken>, Fault> {
        let Some(altering) = Altering::read(sql) else {
            return self.execute_as(sql, sql).await.map(|()| None);
        };
        let before = self.spaces(&altering.table).await?;
        let flavour = self.flavour();
        for way in WAYS.iter().filter(|way| way.of.is_none_or(|of| of == flavour)) {
            if !altering.allows(way.algorithm, way.lock) {
                continue;
            }
            let mut asserted = altering.with(&way.words());
            // One that does not fit is refused and leaves nothing; what is wrong by itself is told below.
            if self.execute_as(&asserted, sql).await.is_err() {
                continue;
            }
            let after = self.spaces(&altering.table).await?;
            let moved = !before.is_empty() && before.is_disjoint(&after);
            let mut way = way;
            if moved && way.algorithm == INSTANT {
                // MariaDB lets the word pass where the engine changes, and copies.
                way = WAYS.iter().rfind(|way| way.algorithm == COPY && way.lock == "SHARED").unwrap_or(way);
                asserted = altering.with(&way.words());
            }
            let rewritten = moved || way.algorithm == COPY;
            // An index is read out of all rows, and rows that are written anew are read too.
            let read = rewritten || way.algorithm != INSTANT && altering.builds_index();
            let relation = ident(&altering.table);
            let hazards = hazards(&relation, way, rewritten, read);
            let locks = vec![Lock { relation, mode: way.lock.to_owned(), rewritten, read }];
            return Ok(Some(Taken { locks, asserted: Some(asserted), price: way.price(rewritten), hazards }));
        }
        self.execute_as(sql, sql).await.map(|()| None)
    }

    /// Where the server keeps a table's rows, and those of its partitions: other numbers once they were written
    /// anew. None where the table is no file of InnoDB's own.
    async fn spaces(&mut self, table: &str) -> Result<BTreeSet<String>, Fault> {
        let (Some(database), Some(table)) = (file_name(self.database()), file_name(table)) else {
            return Ok(BTreeSet::new());
        };
        let view = match self.flavour() {
            Flavour::Mysql => "INNODB_TABLES",
            Flavour::Mariadb => "INNODB_SYS_TABLES",
        };
        let name = literal(&format!("{database}/{table}"));
        // A partition's name follows on the sign `#`, which no name has as it stands.
        let sql = format!("SELECT SPACE FROM information_schema.{view} WHERE SUBSTRING_INDEX(NAME, '#', 1) = {name}");
        // It takes the privilege PROCESS, which not everyone has who may alter tables.
        let rows = self.texts(&sql).await.unwrap_or_default();
        Ok(rows.iter().filter_map(|row| row.text(0)).map(str::to_owned).collect())
    }
}

/// A name as the server's files have it: `a-b` is `a@002db`. None for one with letters beyond ASCII, of which
/// many have a spelling of their own there.
fn file_name(name: &str) -> Option<String> {
    let mut text = String::new();
    for c in name.chars() {
        match c {
            _ if !c.is_ascii() => return None,
            _ if c.is_ascii_alphanumeric() || c == '_' => text.push(c),
            _ => text.push_str(&format!("@{:04x}", u32::from(c))),
        }
    }
    Some(text)
}

/// The dangers of a way.
fn hazards(relation: &str, way: &Way, rewritten: bool, read: bool) -> Vec<Hazard> {
    let mut found = Vec::new();
    let mut hazard = |code: &str, message: String| found.push(Hazard::of(code, message, relation));
    let meanwhile = match way.lock {
        "NONE" => "reads and writes go on",
        "SHARED" => "reads go on, writes wait",
        _ => "reads and writes wait",
    };
    if rewritten {
        hazard("REWRITES_TABLE", format!("every row of {relation} is written anew; {meanwhile}"));
    } else if read && way.lock == "NONE" {
        hazard("INDEX_BUILD", format!("an index of {relation} is built; {meanwhile}"));
    }
    match way.lock {
        "NONE" => {}
        "SHARED" => hazard("BLOCKS_WRITES", format!("writes of {relation} wait until it is done; reads go on")),
        _ => hazard("BLOCKS_READS", format!("reads and writes of {relation} wait until it is done")),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_files_are() {
        assert_eq!(file_name("a_1").as_deref(), Some("a_1"));
        assert_eq!(file_name("a-b c").as_deref(), Some("a@002db@0020c"));
        assert_eq!(file_name("ä"), None);
    }

    #[test]
    fn ways_cost_more_from_one_to_the_next() {
        let prices: Vec<u8> = WAYS.iter().map(|way| way.price(way.algorithm == COPY)).collect();
        assert!(prices.first() == Some(&0) && prices.last() == Some(&6), "{prices:?}");
        let instant = &WAYS[0];
        assert!(hazards("`t`", instant, false, false).is_empty());
        let codes = |way: &Way, rewritten: bool, read: bool| {
            hazards("`t`", way, rewritten, read).into_iter().map(|hazard| hazard.code).collect::<Vec<_>>()
        };
        let find = |algorithm: &str, lock: &str| WAYS.iter().find(|it| it.algorithm == algorithm && it.lock == lock);
        let inplace = find("INPLACE", "NONE").unwrap();
        assert_eq!(codes(inplace, false, true), ["INDEX_BUILD"]);
        assert_eq!(codes(inplace, true, true), ["REWRITES_TABLE"]);
        assert!(codes(inplace, false, false).is_empty() && inplace.price(false) < inplace.price(true));
        assert_eq!(codes(find("INPLACE", "SHARED").unwrap(), false, true), ["BLOCKS_WRITES"]);
        assert_eq!(codes(find(COPY, "SHARED").unwrap(), true, true), ["REWRITES_TABLE", "BLOCKS_WRITES"]);
        assert_eq!(codes(find(COPY, "EXCLUSIVE").unwrap(), true, true), ["REWRITES_TABLE", "BLOCKS_READS"]);
    }
}
