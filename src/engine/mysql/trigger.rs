//! Triggers.

use super::program::{self, Usual};
use super::quote::ident;
use super::scan::Scan;
use super::sql::{Part, Sql, relation};
use crate::engine::{Alteration, Row, Sides, Statement};
use crate::model::{Attributes, Kind, ObjectId, Trigger};

/// Every trigger, those of a table, a timing and an event in the order in which they run.
pub(super) const QUERY: &str = "
SELECT TRIGGER_NAME, SQL_MODE, CHARACTER_SET_CLIENT, COLLATION_CONNECTION,
       EVENT_OBJECT_TABLE, LOWER(ACTION_TIMING), LOWER(EVENT_MANIPULATION), DEFINER, ACTION_ORDER
FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
ORDER BY CAST(EVENT_OBJECT_TABLE AS BINARY), EVENT_MANIPULATION, ACTION_TIMING, ACTION_ORDER";

/// The body in what `SHOW CREATE TRIGGER` says. `information_schema` has it without the backslashes of its literals.
fn body(statement: &str) -> Option<&str> {
    let mut scan = Scan::new(statement);
    while !scan.take(&["for", "each", "row"]) {
        (!scan.is_done()).then_some(())?;
        scan.next();
    }
    if scan.take(&["follows"]) || scan.take(&["precedes"]) {
        scan.name()?;
    }
    Some(scan.all())
}

/// What the rows of [`QUERY`] say, and `SHOW CREATE TRIGGER` of each in the same order, by table.
pub(super) fn triggers(
    rows: &[Row],
    shown: &[(String, Row)],
    usual: &Usual,
) -> Vec<(String, String, Result<Trigger, String>)> {
    let mut found = Vec::new();
    let mut last: Option<(&str, &str, &str, &str)> = None;
    for (row, (_, shown)) in rows.iter().zip(shown) {
        let text = |index: usize| row.text(index).unwrap_or_default();
        let place = (text(4), text(5), text(6));
        let follows = last.filter(|(table, timing, event, _)| (*table, *timing, *event) == place);
        let read = || {
            let body = body(shown.text(2).unwrap_or_default()).ok_or("its statement")?;
            let made =
                program::Made { text: body, sql_mode: text(1), charset: text(2), collation: text(3), time_zone: "" };
            Ok((made.options(usual)?, program::body(body)))
        };
        let trigger = read().map(|(mut options, body)| {
            if text(7) != usual.user {
                options.insert("definer".to_owned(), text(7).to_owned());
            }
            Trigger {
                timing: text(5).to_owned(),
                events: vec![text(6).to_owned()],
                for_each_row: true,
                body: Some(body),
                follows: follows.map(|(_, _, _, name)| name.to_owned()),
                options,
                ..Trigger::default()
            }
        });
        last = Some((place.0, place.1, place.2, text(0)));
        found.push((text(4).to_owned(), text(0).to_owned(), trigger));
    }
    found
}

impl Sql for Trigger {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let event = self.events.first().map(String::as_str).unwrap_or_default();
        // It need be said only where there is another that is not to run before this one.
        let others = sides.after.objects.keys().filter(|other| other.kind == Kind::Trigger && other.of == id.of);
        let follows = self.follows.as_deref().filter(|_| others.count() > 1);
        let follows = follows.map(|name| format!(" FOLLOWS {}", ident(name))).unwrap_or_default();
        let sql = format!(
            "CREATE{} TRIGGER {} {} {} ON {} FOR EACH ROW{follows} {}",
            program::definer_sql(&self.options),
            ident(&id.name),
            self.timing.to_ascii_uppercase(),
            event.to_ascii_uppercase(),
            relation(id),
            self.body.as_deref().unwrap_or_default(),
        );
        vec![program::made(&self.options, sql)]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![Statement::new(format!("DROP TRIGGER {}", ident(&id.name))).alone()]
    }

    fn alter(&self, _: &ObjectId, _: &Self, _: Sides<'_>) -> Alteration {
        Alteration::Replace
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        // One name space for all tables of a database.
        Some(format!("trigger {}", id.name))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        program::adopt(&mut self.options, &written.options, &live.options);
    }
}

/// What a trigger of a model must not say here.
pub(crate) fn strange(trigger: &Trigger) -> Option<&'static str> {
    let Trigger { timing, events, function, body, condition, old_table, new_table, constraint, from_table, .. } =
        trigger;
    let said = [
        ("function", !function.is_empty()),
        ("when", condition.is_some()),
        ("old_table", old_table.is_some()),
        ("new_table", new_table.is_some()),
        ("constraint", *constraint),
        ("from", from_table.is_some()),
        ("deferrable", trigger.deferrable),
        ("enabled", trigger.enabled.is_some()),
        ("timing", timing == "instead of"),
        (
            "events",
            events.len() != 1 || events.iter().any(|event| !["insert", "update", "delete"].contains(&event.as_str())),
        ),
        ("body", body.as_deref().is_none_or(|body| body.trim().is_empty())),
    ];
    said.into_iter().find(|(_, said)| *said).map(|(key, _)| key)
}

/// What a trigger of another engine's model must not say.
pub(crate) fn own(trigger: &Trigger) -> Option<&'static str> {
    let said = [
        ("body", trigger.body.is_some()),
        ("follows", trigger.follows.is_some()),
        ("definer", trigger.options != Attributes::new()),
    ];
    said.into_iter().find(|(_, said)| *said).map(|(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::body;

    #[test]
    fn a_body_is_what_follows_the_head() {
        let head = "CREATE DEFINER=`a`@`%` TRIGGER `for each row` BEFORE INSERT ON `t` FOR EACH ROW";
        assert_eq!(body(&format!("{head} SET NEW.a = '\\\\'")), Some("SET NEW.a = '\\\\'"));
        assert_eq!(body(&format!("{head}\n  PRECEDES `b c` begin end")), Some("begin end"));
        assert_eq!(body("CREATE TRIGGER t"), None);
    }
}
