//! Events.

use super::program::{self, Made, Usual};
use super::quote::{ident, literal};
use super::scan::Scan;
use super::sql::{Part, Sql, comment};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Event, ObjectId, Schema};

/// What `SHOW CREATE EVENT` says, with its comment.
///
/// # Errors
/// What is not understood, in words.
pub(super) fn parse(made: &Made<'_>, usual: &Usual) -> Result<(Event, Option<String>), String> {
    let mut options = made.options(usual)?;
    let mut scan = Scan::new(made.text);
    let mut event = Event::default();
    let read = (|| {
        program::head(&mut scan, &["event"], &usual.user, &mut options)?;
        scan.name()?;
        scan.take(&["on", "schedule"]).then_some(())?;
        let mut schedule = Vec::new();
        while !scan.take(&["on", "completion"]) {
            if scan.is_done() {
                return None;
            }
            schedule.push(scan.next());
        }
        event.schedule = schedule.join(" ");
        event.preserve = !scan.take(&["not"]);
        scan.take(&["preserve"]).then_some(())?;
        if scan.take(&["disable", "on"]) {
            scan.next();
            event.enabled = Some("replica".to_owned());
        } else if scan.take(&["disable"]) {
            event.enabled = Some("disabled".to_owned());
        } else {
            scan.take(&["enable"]).then_some(())?;
        }
        let comment = scan.take(&["comment"]).then(|| super::quote::unquote(scan.next()));
        scan.take(&["do"]).then_some(())?;
        event.body = program::body(scan.all());
        Some(comment)
    })();
    let comment = read.ok_or("its statement")?;
    event.options = options;
    Ok((event, comment))
}

/// The schedule without where it begins, which the server notes where nobody says it.
fn timeless(schedule: &str) -> String {
    let mut scan = Scan::new(schedule);
    let mut words = Vec::new();
    while !scan.is_done() {
        if scan.take(&["starts"]) {
            scan.next();
        } else {
            words.push(scan.next().to_ascii_lowercase());
        }
    }
    words.join(" ")
}

pub(super) fn statement(verb: &str, id: &ObjectId, event: &Event, after: &Schema) -> Vec<Statement> {
    let Event { schedule, preserve, enabled, body, options } = event;
    let preserve = if *preserve { "PRESERVE" } else { "NOT PRESERVE" };
    let status = match enabled.as_deref() {
        None => "ENABLE",
        // Both servers know this word; MySQL's newer one is its own.
        Some("replica") => "DISABLE ON SLAVE",
        Some(_) => "DISABLE",
    };
    let comment = comment(id, after);
    let comment = if verb == "ALTER" { Some(comment.unwrap_or_default()) } else { comment };
    let comment = comment.map(|text| format!(" COMMENT {}", literal(text))).unwrap_or_default();
    let sql = format!(
        "{verb}{} EVENT {} ON SCHEDULE {schedule} ON COMPLETION {preserve} {status}{comment} DO {body}",
        program::definer_sql(options),
        ident(&id.name),
    );
    vec![program::made(options, sql)]
}

impl Sql for Event {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        statement("CREATE", id, self, sides.after)
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![Statement::new(format!("DROP EVENT {}", ident(&id.name))).alone()]
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        // MariaDB keeps an end that the new schedule does not say.
        let ends = |event: &Self| event.schedule.to_ascii_lowercase().contains(" ends ");
        if ends(self) && !ends(after) {
            return Alteration::Replace;
        }
        Alteration::InPlace(statement("ALTER", id, after, sides.after))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        let sql = format!(
            "ALTER{} EVENT {} RENAME TO {}",
            program::definer_sql(&self.options),
            ident(&from.name),
            ident(&to.name)
        );
        vec![program::made(&self.options, sql)]
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("event {}", id.name))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        program::adopt(&mut self.options, &written.options, &live.options);
        let silent = !written.schedule.to_ascii_lowercase().contains("starts");
        if silent && timeless(&self.schedule) == timeless(&live.schedule) {
            self.schedule.clone_from(&live.schedule);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read() {
        let text = "CREATE DEFINER=`a`@`%` EVENT `e` ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2026-01-01 00:00:00' \
                    ON COMPLETION NOT PRESERVE DISABLE ON SLAVE COMMENT 'c' DO begin delete from t; end";
        let made = Made { text, sql_mode: "", charset: "", collation: "", time_zone: "SYSTEM" };
        let usual = Usual { user: "a@%".to_owned(), time_zone: "SYSTEM".to_owned(), ..Usual::default() };
        let (event, comment) = parse(&made, &usual).unwrap();
        assert_eq!(event.schedule, "EVERY '1:30' HOUR_MINUTE STARTS '2026-01-01 00:00:00'");
        assert_eq!((event.preserve, event.enabled.as_deref()), (false, Some("replica")));
        assert_eq!((event.body.as_str(), comment.as_deref()), ("begin delete from t; end", Some("c")));
        assert!(event.options.is_empty());
        let mut settled = event.clone();
        let written = Event { schedule: "every '1:30' hour_minute".to_owned(), ..event.clone() };
        settled.schedule = "EVERY '1:30' HOUR_MINUTE STARTS '2026-09-09 00:00:00'".to_owned();
        settled.adopt(&written, &event);
        assert_eq!(settled, event);
    }
}
