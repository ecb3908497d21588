//! What `SHOW CREATE` says of everything in a database, for documents: in the server's own words.

use super::connection::Connection;
use super::read::{PROGRAMS, RELATIONS};
use super::scan::tokens;
use super::{sequence, unmodelled, view};
use crate::error::Fault;
use crate::model::{Description, Kind, ObjectId, Schema, Sort, Unmodelled};

/// What the triggers are called, by their tables.
const TRIGGERS: &str = "
SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS
WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY CAST(TRIGGER_NAME AS BINARY)";

/// The kinds, with the word that asks for each and the answer's column that holds the statement.
const KINDS: [(Kind, &str, usize); 7] = [
    (Kind::Sequence, "SEQUENCE", 1),
    (Kind::Table, "TABLE", 1),
    (Kind::View, "VIEW", 1),
    (Kind::Function, "FUNCTION", 2),
    (Kind::Procedure, "PROCEDURE", 2),
    (Kind::Trigger, "TRIGGER", 2),
    (Kind::Event, "EVENT", 3),
];

impl Connection {
    /// The statements that make all there is, by kind and name.
    pub(super) async fn statements(&mut self) -> Result<Schema, Fault> {
        let mut schema = Schema { database: Some(self.database().to_owned()), ..Schema::default() };
        let mut ids: Vec<ObjectId> = Vec::new();
        for row in self.texts(RELATIONS).await? {
            let kind = match row.text(1) {
                Some("VIEW") => Kind::View,
                Some("SEQUENCE") => Kind::Sequence,
                _ => Kind::Table,
            };
            ids.push(ObjectId::in_schema(kind, "", row.text(0).unwrap_or_default()));
        }
        for row in self.texts(PROGRAMS).await? {
            let kind = match row.text(0) {
                Some("FUNCTION") => Kind::Function,
                Some("PROCEDURE") => Kind::Procedure,
                _ => Kind::Event,
            };
            ids.push(ObjectId::in_schema(kind, "", row.text(1).unwrap_or_default()));
        }
        for row in self.texts(TRIGGERS).await? {
            let table = ObjectId::in_schema(Kind::Table, "", row.text(1).unwrap_or_default());
            ids.push(ObjectId::child(&table, Kind::Trigger, row.text(0).unwrap_or_default()));
        }
        for (kind, word, column) in KINDS {
            let own: Vec<&ObjectId> = ids.iter().filter(|id| id.kind == kind).collect();
            let names: Vec<String> = own.iter().map(|id| id.name.to_string()).collect();
            for (id, (name, row)) in own.into_iter().zip(self.shown(word, &names).await?) {
                match row.text(column).filter(|text| !text.is_empty()) {
                    Some(text) => {
                        let home = self.database();
                        let text = if kind == Kind::View { view::at_home(text, home) } else { text.to_owned() };
                        let text = sequence::at_home(&text, home);
                        schema.descriptions.push(description(id, without_counter(&text)));
                    }
                    // Who may not see a text is shown none.
                    None => schema.unmodelled.push(Unmodelled {
                        kind: kind.label().to_owned(),
                        name: format!("{name}: its text, which this user may not see"),
                    }),
                }
            }
        }
        for row in self.texts(unmodelled::QUERY).await? {
            let text = |index: usize| row.text(index).unwrap_or_default().to_owned();
            schema.unmodelled.push(Unmodelled { kind: text(0), name: text(1) });
        }
        Ok(schema)
    }
}

fn description(id: &ObjectId, statement: String) -> Description {
    Description {
        id: id.clone(),
        sort: match id.kind {
            Kind::View => Sort::Views,
            Kind::Sequence => Sort::Sequences,
            _ => Sort::Tables,
        },
        title: match id.kind {
            Kind::Table => id.name.to_string(),
            kind => format!("{} {}", kind.label(), id.name),
        },
        header: Vec::new(),
        rows: Vec::new(),
        footers: vec![statement],
    }
}

/// A table's statement without how far its numbers have come, which is no matter of the schema.
fn without_counter(sql: &str) -> String {
    let tokens = tokens(sql);
    let text = |at: usize| tokens.get(at).and_then(|(_, range)| sql.get(range.clone())).unwrap_or_default();
    let counter = (0..tokens.len()).find(|&at| text(at) == "AUTO_INCREMENT" && text(at.saturating_add(1)) == "=");
    let range = counter.and_then(|at| {
        let (begin, end) = (tokens.get(at)?.1.start, tokens.get(at.saturating_add(2))?.1.end);
        Some((sql.get(..begin)?.trim_end_matches(' '), sql.get(end..)?))
    });
    range.map_or_else(|| sql.to_owned(), |(before, after)| format!("{before}{after}"))
}

#[cfg(test)]
mod tests {
    use super::without_counter;

    #[test]
    fn the_counter_alone_goes() {
        let sql = "CREATE TABLE `AUTO_INCREMENT=1` (\n  `id` int AUTO_INCREMENT COMMENT 'AUTO_INCREMENT=2'\n) \
                   ENGINE=InnoDB AUTO_INCREMENT=43 COMMENT='AUTO_INCREMENT=4'";
        assert_eq!(without_counter(sql), sql.replace(" AUTO_INCREMENT=43", ""));
        let none = "CREATE TABLE `t` (\n  `id` int AUTO_INCREMENT\n) ENGINE=InnoDB";
        assert_eq!(without_counter(none), none);
    }
}
