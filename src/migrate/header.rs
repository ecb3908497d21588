//! What a migration says at its head, in the comments before its first statement: how long its
//! statements may wait and run, which scripts run before and after it, and that its one statement fills
//! a table by batches. `-- dbtool: lock_timeout=2s, statement_timeout=5min, before=hooks/pause.sql`.

use std::time::Duration;

use crate::engine::scan::duration;
use crate::error::Fault;
use crate::model::Place;

use super::backfill::Backfill;
use super::files::Script;

/// What such a line begins with.
pub(super) const SIGN: &str = "-- dbtool:";

/// What can be said at a head.
const SETTINGS: &str = "lock_timeout, statement_timeout, before, after, and of a backfill backfill, batch and pause";

/// The limits that a file sets for itself; what it does not say is as the run has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// How long a statement waits for a lock; zero is for ever.
    pub lock_timeout: Option<Duration>,
    /// How long a statement may run; zero is for ever.
    pub statement_timeout: Option<Duration>,
}

/// All that a head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub limits: Limits,
    /// A script that runs before, its path as it is written, and where that stands.
    pub before: Option<(String, Place)>,
    /// The same after.
    pub after: Option<(String, Place)>,
    pub backfill: Option<Backfill>,
}

/// Whether a text says at its head that it fills a table by batches.
pub(super) fn is_backfill(sql: &str) -> bool {
    settings(sql).any(|(_, name, _)| name == "backfill")
}

/// The settings of a text's head: the byte of the line, the name, the value.
fn settings(sql: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut at = 0;
    let lines = sql.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim())
    });
    let head = lines.take_while(|(_, text)| text.is_empty() || text.starts_with("--"));
    let said = head.filter_map(|(start, text)| Some((start, text.strip_prefix(SIGN)?.trim())));
    // Other words of dbtool's: `ignore`, `replaces`.
    let said = said.filter(|(_, said)| said.split_whitespace().next().is_some_and(|word| word.contains('=')));
    said.flat_map(|(start, said)| {
        said.split(',').map(str::trim).filter(|setting| !setting.is_empty()).map(move |setting| {
            let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
            (start, name.trim(), value.trim())
        })
    })
}

/// Reads the head of a file.
///
/// # Errors
/// When a setting or its value is none, with its place.
pub(super) fn head(script: &Script) -> Result<Head, Fault> {
    let mut head = Head::default();
    let (mut fills, mut batch, mut pause) = (None, None, None);
    for (start, name, value) in settings(&script.sql) {
        let place = || Some(script.place(start));
        let time =
            || duration::parse(value).map_err(|error| Fault::new(format!("`{value}` is no time: {error}")).at(place()));
        match name {
            "lock_timeout" => head.limits.lock_timeout = Some(time()?),
            "statement_timeout" => head.limits.statement_timeout = Some(time()?),
            "before" => head.before = Some((value.to_owned(), script.place(start))),
            "after" => head.after = Some((value.to_owned(), script.place(start))),
            "backfill" => fills = Some((value, start)),
            "batch" => {
                let rows = value.parse().ok().filter(|rows| *rows > 0);
                let none =
                    || Fault::new(format!("`{value}` is no number of rows")).at(place()).hint("write it as batch=1000");
                batch = Some(rows.ok_or_else(none)?);
            }
            "pause" => pause = Some(time()?),
            other => {
                return Err(Fault::new(format!("a migration cannot set `{other}` at its head"))
                    .at(place())
                    .hint(format!("it sets {SETTINGS}: -- dbtool: lock_timeout=2s, statement_timeout=5min")));
            }
        }
    }
    match fills {
        Some((value, start)) => {
            let fills = Backfill::read(script, value, batch, pause);
            head.backfill = Some(fills.map_err(|fault| match fault.place {
                Some(_) => fault,
                None => fault.at(Some(script.place(start))),
            })?);
        }
        None if batch.is_some() || pause.is_some() => {
            return Err(Fault::new("`batch` and `pause` are of a backfill")
                .at(Some(script.place(0)))
                .hint("say what is filled: -- dbtool: backfill=orders(id), batch=1000, pause=50ms"));
        }
        None => {}
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_set_limits() {
        let read = |sql: &str| head(&Script::new("x.sql", sql)).map(|head| head.limits);
        let two = Some(Duration::from_secs(2));
        let both =
            read("-- no-transaction\n\n-- dbtool: lock_timeout=2s, statement_timeout = 5min\nSELECT 1;").unwrap();
        assert_eq!(both, Limits { lock_timeout: two, statement_timeout: Some(Duration::from_secs(300)) });
        assert_eq!(read("-- dbtool: lock_timeout=2s\r\n").unwrap().lock_timeout, two);
        assert_eq!(read("SELECT 1;\n-- dbtool: lock_timeout=2s\n").unwrap(), Limits::default());
        assert_eq!(read("-- dbtool: ignore-file X: a=b\n-- dbtool: replaces 1 a=b\n").unwrap(), Limits::default());
        let fault = read("-- a\n-- dbtool: lock_timeot=2s\n").unwrap_err();
        assert!(fault.to_string().starts_with("x.sql:2:1: a migration cannot set `lock_timeot`"), "{fault}");
        assert!(read("-- dbtool: lock_timeout=2 weeks\n").is_err());
        assert!(read("-- dbtool: batch=5\n").unwrap_err().message.contains("are of a backfill"));
    }

    #[test]
    fn heads_name_hooks() {
        let script = Script::new("x.sql", "-- a\n-- dbtool: before=hooks/a.sql, after=../b.sql\nSELECT 1;");
        let head = head(&script).unwrap();
        assert_eq!(head.before.unwrap().0, "hooks/a.sql");
        let (after, place) = head.after.unwrap();
        assert_eq!((after.as_str(), place.line), ("../b.sql", 2));
    }
}
