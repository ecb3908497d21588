//! Which migrations were begun, told by the schema itself: where a server that dies may lose rows that it has
//! acknowledged and keeps its schema ([`Ledger::lost_notes`]), the history may lack what the schema shows. A mark is
//! written before a migration's first statement, one change of the schema each, and read with the history.
//!
//! A mark is never taken away at the end of its migration, since the note that it is done may still be lost. The last
//! one is of a migration that was begun; those before it are done, for none is begun before the one before it ended.
//! What is withdrawn or repaired loses its mark.
//!
//! [`Ledger::lost_notes`]: crate::engine::Ledger::lost_notes

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::engine::Connection;
use crate::error::Fault;
use crate::ui::Ui;

use super::files::{Migration, title};
use super::history::{Applied, History, UNTIMED, hex, unhex};
use super::runner::Direction;
use super::stepwise;

/// How the text begins that holds the marks.
const LABEL: &str = "dbtool: ";

/// How many are kept: a log is written every ten seconds where nobody says otherwise, and a migration takes a tenth
/// of one and more, since the servers have to agree twice.
const MOST: usize = 100;

/// What a migration was when it was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    version: i64,
    way: Direction,
    name: String,
    /// In hexadecimal digits.
    checksum: String,
    /// The time of the row, in the server's words, that this way replaces or takes away: one that has come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<String>,
}

/// What the history lacks of what the marks say.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lost {
    /// This row, which stands among those that were read as it should be.
    Row(i64),
    /// That this row was removed; it is not among those that were read.
    Removal(Applied),
}

/// The marks of a database, and what they tell of its history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    all: Vec<Mark>,
    /// The times of the rows that were read, in the server's words.
    times: BTreeMap<i64, String>,
    lost: Vec<Lost>,
}

impl Mark {
    fn row(&self, success: bool, installed_on: &str) -> Option<Applied> {
        let execution_time = match (success, self.way) {
            (false, Direction::Down) => stepwise::DOWN,
            _ => UNTIMED,
        };
        Some(Applied {
            version: self.version,
            description: self.name.clone(),
            installed_on: installed_on.to_owned(),
            success,
            checksum: unhex(&self.checksum)?,
            execution_time,
        })
    }
}

impl Marks {
    /// The marks that a text holds, none where it is of another kind.
    fn parse(text: &str, times: BTreeMap<i64, String>) -> Self {
        let all = text.strip_prefix(LABEL).and_then(|json| serde_json::from_str(json).ok());
        Self { all: all.unwrap_or_default(), times, lost: Vec::new() }
    }

    fn text(&self) -> String {
        let json = serde_json::to_string(&self.all).unwrap_or_default();
        format!("{LABEL}{json}")
    }

    /// Brings the rows to what the marks say, and remembers what they lacked. `time` is that of the marks.
    fn mend(&mut self, rows: &mut Vec<Applied>, time: &str) {
        let last = self.all.len().saturating_sub(1);
        for (place, mark) in self.all.iter().enumerate() {
            let done = place != last;
            let at = rows.iter().position(|row| row.version == mark.version);
            let former = mark.was.is_some() && self.times.get(&mark.version) == mark.was.as_ref();
            let row = at.and_then(|at| rows.get_mut(at));
            let lost = match (mark.way, row) {
                (Direction::Up, Some(row)) if !former => {
                    // One that was begun, while a later one was begun since: the note of its end is lost.
                    let left = done && !row.success && !stepwise::is_back(row.execution_time);
                    if !left || hex(&row.checksum) != mark.checksum {
                        continue;
                    }
                    (row.success, row.execution_time) = (true, UNTIMED);
                    Lost::Row(mark.version)
                }
                (Direction::Up, row) => {
                    let Some(new) = mark.row(done, time) else { continue };
                    match row {
                        Some(row) => *row = new,
                        None => rows.push(new),
                    }
                    Lost::Row(mark.version)
                }
                (Direction::Down, Some(row)) if former && !done && row.success => {
                    (row.success, row.execution_time) = (false, stepwise::DOWN);
                    Lost::Row(mark.version)
                }
                (Direction::Down, Some(_)) if former && done => {
                    let Some(at) = at else { continue };
                    Lost::Removal(rows.remove(at))
                }
                (Direction::Down, _) => continue,
            };
            self.lost.push(lost);
        }
        rows.sort_by_key(|row| row.version);
    }

    /// Adds a mark as the last one, whether anything changes by that.
    fn begin(&mut self, migration: &Migration, way: Direction) -> bool {
        let former = self.all.iter().find(|mark| mark.version == migration.version);
        let was = match way {
            Direction::Up => former.and_then(|mark| mark.was.clone()),
            Direction::Down => self.times.get(&migration.version).cloned(),
        };
        let (name, checksum) = (migration.description.clone(), hex(&migration.up.checksum));
        let mark = Mark { version: migration.version, way, name, checksum, was };
        let same = |last: &Mark| Mark { was: None, ..last.clone() } == Mark { was: None, ..mark.clone() };
        if self.all.last().is_some_and(same) {
            return false;
        }
        self.all.retain(|other| other.version != mark.version);
        self.all.push(mark);
        let over = self.all.len().saturating_sub(MOST);
        self.all.drain(..over);
        true
    }
}

impl History {
    /// Reads the marks, and corrects the rows by them. `times` are the rows' own, in the server's words.
    pub(super) async fn look_at_marks(
        &mut self,
        connection: &mut Connection,
        times: BTreeMap<i64, String>,
    ) -> Result<(), Fault> {
        let ledger = connection.ledger();
        let Some(ask) = ledger.read_mark(connection.database()) else { return Ok(()) };
        let found = connection.rows(&ask).await?;
        let text = |index| found.first().and_then(|row| row.text(index)).unwrap_or_default();
        self.marks = Marks::parse(text(0), times);
        self.marks.mend(&mut self.applied, &ledger.time(text(1)));
        Ok(())
    }

    /// Writes into the history what it has lost, and says so; for who holds the lock.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn restore(&mut self, connection: &mut Connection, ui: &Ui) -> Result<(), Fault> {
        if self.marks.lost.is_empty() {
            return Ok(());
        }
        let ledger = connection.ledger();
        for lost in &self.marks.lost {
            let (row, sql, says) = match lost {
                Lost::Row(version) => {
                    let Some(row) = self.get(*version) else { continue };
                    let says = match row.success {
                        true => "it is done, but rows that it wrote in the last seconds may be lost likewise",
                        false => "it was begun",
                    };
                    (row, self.written(ledger, row), says)
                }
                Lost::Removal(row) => (row, self.removed(row.version), "it was undone"),
            };
            connection.execute(&sql).await?;
            let title = title(row.version, &row.description);
            ui.alert(&format!(
                "warning: a server that died has lost its note of migration {title}; the schema says that {says}"
            ));
        }
        *self = Self::read(connection).await?;
        Ok(())
    }

    /// Marks a migration as begun, before anything else of it is done.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn mark(
        &mut self,
        connection: &mut Connection,
        migration: &Migration,
        way: Direction,
    ) -> Result<(), Fault> {
        if connection.ledger().read_mark(connection.database()).is_some() && self.marks.begin(migration, way) {
            return self.write_marks(connection).await;
        }
        Ok(())
    }

    /// Takes away the marks of migrations, before their rows are changed by another's hand than a run's.
    ///
    /// # Errors
    /// The server's.
    pub(super) async fn unmark(&mut self, connection: &mut Connection, versions: &[i64]) -> Result<(), Fault> {
        let before = self.marks.all.len();
        self.marks.all.retain(|mark| !versions.contains(&mark.version));
        if self.marks.all.len() == before {
            return Ok(());
        }
        self.write_marks(connection).await
    }

    async fn write_marks(&self, connection: &mut Connection) -> Result<(), Fault> {
        let sql = connection.ledger().write_mark(self.table(), &self.marks.text());
        connection.execute(&sql).await.map_err(|fault| {
            Fault::new(format!("cannot mark in {} which migration is begun", self.table()))
                .detail(fault.message)
                .hint("let the role alter that table: its comment holds the mark, which outlives a server that dies")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::files::Script;

    fn migration(version: i64) -> Migration {
        let up = Script::new("x", format!("SELECT {version}"));
        Migration { version, description: format!("m {version}"), up, down: None }
    }

    fn row(version: i64, success: bool, execution_time: i64) -> Applied {
        let checksum = migration(version).up.checksum;
        let (description, installed_on) = (format!("m {version}"), "then".to_owned());
        Applied { version, description, installed_on, success, checksum, execution_time }
    }

    /// The marks of runs, as they are read back beside rows with their times.
    fn read(begun: &[(i64, Direction, Option<&str>)], times: &[(i64, &str)]) -> Marks {
        let mut marks = Marks::default();
        for (version, way, was) in begun {
            marks.times = was.iter().map(|was| (*version, (*was).to_owned())).collect();
            marks.begin(&migration(*version), *way);
        }
        Marks::parse(&marks.text(), times.iter().map(|(version, time)| (*version, (*time).to_owned())).collect())
    }

    fn mended(mut marks: Marks, rows: &[Applied]) -> (Vec<(i64, bool, i64)>, usize) {
        let mut rows = rows.to_vec();
        marks.mend(&mut rows, "then");
        (rows.iter().map(|row| (row.version, row.success, row.execution_time)).collect(), marks.lost.len())
    }

    use Direction::{Down, Up};

    #[test]
    fn what_was_begun_last_is_begun_and_what_was_begun_before_is_done() {
        let marks = || read(&[(1, Up, None), (2, Up, None), (3, Up, None)], &[]);
        assert_eq!(mended(marks(), &[]), (vec![(1, true, -1), (2, true, -1), (3, false, -1)], 3));
        // The notes that are there say more.
        let rows = [row(1, true, 7), row(2, false, -1_004), row(3, false, -1_002)];
        assert_eq!(mended(marks(), &rows), (vec![(1, true, 7), (2, true, -1), (3, false, -1_002)], 1));
        let rows = [row(1, true, 7), row(2, true, 8), row(3, true, 9)];
        assert_eq!(mended(marks(), &rows).1, 0);
        assert_eq!(mended(Marks::parse("a person's own", BTreeMap::new()), &rows).1, 0);
    }

    #[test]
    fn a_way_back_is_begun_where_the_very_row_is_there_that_it_takes_away() {
        let rows = [row(1, true, 7), row(2, true, 8)];
        let marks = |time| read(&[(2, Down, Some("a"))], &[(1, "x"), (2, time)]);
        assert_eq!(mended(marks("a"), &rows), (vec![(1, true, 7), (2, false, stepwise::DOWN)], 1));
        // One that was written since is another's.
        assert_eq!(mended(marks("b"), &rows).1, 0);
        assert_eq!(mended(marks("a"), &rows[..1]).1, 0);
        let going = [row(1, true, 7), row(2, false, stepwise::DOWN - 3)];
        assert_eq!(mended(marks("a"), &going).1, 0);
        let marks = read(&[(2, Down, Some("a")), (1, Down, Some("x"))], &[(1, "x"), (2, "a")]);
        assert_eq!(mended(marks, &rows), (vec![(1, false, stepwise::DOWN)], 2));
    }

    #[test]
    fn a_row_that_has_come_back_is_not_taken_for_the_new_one() {
        let marks = |time| read(&[(1, Up, None), (1, Down, Some("a")), (1, Up, None)], &[(1, time)]);
        assert_eq!(mended(marks("a"), &[row(1, true, 7)]), (vec![(1, false, -1)], 1));
        assert_eq!(mended(marks("b"), &[row(1, true, 7)]).1, 0);
    }

    #[test]
    fn marks_are_few_and_one_that_is_there_is_not_written_again() {
        let mut marks = Marks::default();
        assert!(marks.begin(&migration(1), Up) && !marks.begin(&migration(1), Up));
        for version in 2..300 {
            assert!(marks.begin(&migration(version), Up));
        }
        assert_eq!(marks.all.len(), MOST);
        assert_eq!(marks.all.last().map(|mark| mark.version), Some(299));
    }
}
