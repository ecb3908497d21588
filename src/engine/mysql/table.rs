//! Tables with their options.

use super::partition::{self, Change};
use super::quote::{ident, literal};
use super::sql::{Part, Sql, Turn, apart, clause, comment, is_mariadb, joint_group, relation};
use super::versioning;
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Column, Kind, Object, ObjectId, Options, Table};

/// The options that are written without an equals sign, or in other words.
fn option(key: &str, value: &str) -> String {
    match key {
        "charset" => format!("DEFAULT CHARSET={value}"),
        "system_versioning" => "WITH SYSTEM VERSIONING".to_owned(),
        _ => format!("{}={value}", key.to_ascii_uppercase()),
    }
}

/// An option that is gone, as the server takes it back.
fn without(key: &str) -> Option<String> {
    match key {
        "row_format" => Some("ROW_FORMAT=DEFAULT".to_owned()),
        "key_block_size" | "max_rows" | "min_rows" | "avg_row_length" | "checksum" | "delay_key_write" => {
            Some(format!("{}=0", key.to_ascii_uppercase()))
        }
        "stats_persistent" | "stats_auto_recalc" | "stats_sample_pages" | "pack_keys" => {
            Some(format!("{}=DEFAULT", key.to_ascii_uppercase()))
        }
        "transactional" => Some("TRANSACTIONAL=DEFAULT".to_owned()),
        // MariaDB quotes what its engines add: `page_compressed`.
        _ if key.starts_with('`') => Some(format!("{}=DEFAULT", key.to_ascii_uppercase())),
        "insert_method" => Some("INSERT_METHOD=NO".to_owned()),
        "connection" => Some("CONNECTION=''".to_owned()),
        "compression" => Some("COMPRESSION='NONE'".to_owned()),
        "encryption" => Some("ENCRYPTION='N'".to_owned()),
        _ => None,
    }
}

fn is_text(data_type: &str) -> bool {
    let family = data_type.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
    matches!(family.as_str(), "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "enum" | "set")
}

/// What a column without a collation of its own is written in.
fn speech(options: &Options) -> (Option<&String>, Option<&String>) {
    (options.get("charset"), options.get("collate"))
}

/// The columns whose character set is the table's, written anew.
fn respelled(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let own = |column: &Column| is_text(&column.data_type) && column.collation.is_none();
    let columns = sides.after.objects.iter().filter(|(column, _)| column.parent().is_some_and(|of| of == id));
    columns
        .filter(|(column, entry)| {
            let there = sides.before.objects.contains_key(*column);
            there && matches!(&entry.object, Object::Column(column) if own(column))
        })
        .flat_map(|(column, _)| super::column::modify(column, sides))
        .collect()
}

/// The option that is no option to the server, but a line: a period of the application's time (MariaDB).
const PERIOD: &str = "period";

/// The options that are changed in ways of their own.
const OF_THEIR_OWN: [&str; 4] = ["charset", "collate", PERIOD, versioning::OPTION];

fn period(table: &Table) -> Option<&str> {
    table.options.get(PERIOD).map(String::as_str)
}

/// The period of the system's time, where the versions of rows have columns of their own.
fn system_time(parts: &[&Part<'_>]) -> Option<String> {
    let named = |end: &str| {
        parts.iter().find_map(|(id, object)| match object {
            Object::Column(column) if column.options.get("row")?.eq_ignore_ascii_case(end) => Some(&*id.name),
            _ => None,
        })
    };
    Some(versioning::period(named("start")?, named("end")?))
}

/// Another period, and the keys anew that are over it and stay.
fn other_period(id: &ObjectId, before: Option<&str>, after: Option<&str>, sides: Sides<'_>) -> Vec<Statement> {
    let name = before.and_then(|period| super::scan::Scan::new(period).name());
    let mut statements: Vec<Statement> =
        name.map(|name| clause(id, Turn::Drop, format!("DROP PERIOD FOR {}", ident(&name)))).into_iter().collect();
    // Once its columns are there, before the keys.
    statements.extend(after.map(|period| clause(id, Turn::Column(usize::MAX), format!("ADD PERIOD FOR {period}"))));
    let is_over = |key: &Object| matches!(key, Object::Unique(unique) if unique.without_overlaps);
    statements.extend(keys_again(id, sides, is_over));
    statements
}

/// The keys of a table that stay, those of which that holds, made anew.
fn keys_again(id: &ObjectId, sides: Sides<'_>, which: impl Fn(&Object) -> bool) -> Vec<Statement> {
    let own = sides.after.objects.iter().filter(|(key, _)| key.parent().is_some_and(|of| of == id));
    own.filter(|(key, entry)| which(&entry.object) && sides.before.get(key) == Some(&entry.object))
        .flat_map(|(key, entry)| match entry.object {
            Object::Unique(_) => super::unique::again(key, sides.after),
            Object::Index(_) => super::index::again(key, sides.after),
            _ => Vec::new(),
        })
        .collect()
}

/// Makes the keys anew along with the size of the table's blocks, in the same clause: by themselves they would be left
/// as they are. Those that no joint statement makes come later.
fn other_blocks(id: &ObjectId, text: &mut String, sides: Sides<'_>) -> Vec<Statement> {
    let joint = |statement: &Statement| statement.clause.as_ref().is_some_and(|it| it.group == joint_group(id));
    let (mut keys, later): (Vec<Statement>, Vec<Statement>) =
        keys_again(id, sides, has_tables_blocks).into_iter().partition(joint);
    keys.sort_by_key(|statement| statement.clause.as_ref().map(|clause| clause.order));
    for clause in keys.into_iter().filter_map(|statement| statement.clause) {
        text.push_str(",\n    ");
        text.push_str(&clause.text);
    }
    later
}

/// Whether a key takes the size of its blocks from the table. MariaDB notes it with the key when that is made, and
/// shows it once the table's is another.
fn has_tables_blocks(key: &Object) -> bool {
    match key {
        Object::Unique(key) => !key.options.contains_key(BLOCKS),
        Object::Index(key) => !key.options.contains_key(BLOCKS),
        _ => false,
    }
}

/// The option of a table, and of a key, that says how large the blocks of keys are.
const BLOCKS: &str = "key_block_size";

impl Sql for Table {
    fn create(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        // The server shows columns first, then keys, and constraints after them.
        let rank = |object: &Object| match object.kind() {
            Kind::Column => 0,
            Kind::Unique | Kind::Index => 1,
            Kind::ForeignKey => 2,
            _ => 3,
        };
        let mut parts: Vec<_> = parts.iter().collect();
        parts.sort_by_key(|(_, object)| rank(object));
        let mut lines: Vec<String> =
            parts.iter().filter_map(|(part, object)| super::registry::line(part, object, sides.after)).collect();
        lines.extend(period(self).map(|period| format!("PERIOD FOR {period}")));
        lines.extend(system_time(&parts));
        let mut sql = format!("CREATE TABLE {} (\n    {}\n)", relation(id), lines.join(",\n    "));
        // The character set before the collation, which may be of another.
        let first = ["engine", "charset", "collate"];
        let named = first.iter().filter_map(|key| Some((*key, self.options.get(*key)?.as_str())));
        let rest = self.options.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        for (key, value) in named.chain(rest.filter(|(key, _)| !first.contains(key) && *key != PERIOD)) {
            sql.push_str(&format!(" {}", option(key, value)));
        }
        if let Some(tablespace) = &self.tablespace {
            sql.push_str(&format!(" TABLESPACE {}", ident(tablespace)));
        }
        if let Some(text) = comment(id, sides.after) {
            sql.push_str(&format!(" COMMENT={}", literal(text)));
        }
        if let Some(partitions) = &self.partition_by {
            sql.push_str(&format!("\nPARTITION BY {partitions}"));
        }
        vec![Statement::new(sql).alone()]
    }

    fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let sql = format!("DROP TABLE {}", relation(id));
        let mut statement = Statement::new(sql).alone().losing(format!("the rows of table {id} are lost"));
        if let Some(hazard) = statement.hazards.last_mut() {
            hazard.relation = Some(relation(id));
        }
        let mut statements = super::grant::left_by(id, sides);
        statements.push(statement);
        statements
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        // What a column says of versions, it can say of a table that has them.
        let mut statements = versioning::changed(id, sides, false);
        let mut texts: Vec<String> = Vec::new();
        if speech(&self.options) != speech(&after.options) {
            let (charset, collation) = speech(&after.options);
            texts.extend(charset.map(|charset| option("charset", charset)));
            texts.extend(collation.map(|collation| option("collate", collation)));
            statements.extend(respelled(id, sides));
        }
        for (key, value) in after.options.iter().filter(|(key, _)| !OF_THEIR_OWN.contains(&key.as_str())) {
            if self.options.get(key) != Some(value) {
                texts.push(option(key, value));
            }
        }
        for key in self.options.keys().filter(|key| !after.options.contains_key(*key)) {
            if OF_THEIR_OWN.contains(&key.as_str()) {
                continue;
            }
            match without(key) {
                Some(text) => texts.push(text),
                None => return Alteration::Impossible(format!("no statement takes the option `{key}` back: state it")),
            }
        }
        if period(self) != period(after) {
            statements.extend(other_period(id, period(self), period(after), sides));
        }
        if self.tablespace != after.tablespace {
            let name = after.tablespace.as_deref().unwrap_or("innodb_file_per_table");
            texts.push(format!("TABLESPACE {}", ident(name)));
        }
        let mut later = Vec::new();
        if let Some(text) = texts.iter_mut().find(|text| text.starts_with("KEY_BLOCK_SIZE=") && is_mariadb(sides)) {
            later = other_blocks(id, text, sides);
        }
        statements.extend(texts.into_iter().map(|text| clause(id, Turn::Table, text)));
        statements.extend(later);
        if self.partition_by != after.partition_by {
            // Single partitions are no matter for the joint statement: the server takes each change alone.
            let alone = |text: String| apart(id, &text, (0, 0), text.clone());
            match partition::change(versioning::divided(id, sides), after.partition_by.as_deref()) {
                Change::Whole(text) => {
                    let mut whole = clause(id, Turn::Last, text);
                    if let Some(clause) = &mut whole.clause {
                        clause.ends = true;
                    }
                    statements.push(whole);
                }
                Change::Clauses(clauses) => statements.extend(clauses.into_iter().map(alone)),
                Change::Dropping(gone, clauses) => {
                    let message = format!("the rows of partitions {} of table {id} are lost", gone.join(", "));
                    statements.push(alone(partition::drop(&gone)).losing(message));
                    statements.extend(clauses.into_iter().map(alone));
                }
            }
        }
        if speech(&self.options) != speech(&after.options) {
            // The columns that follow it may be held by foreign keys.
            return Alteration::Evicting(statements);
        }
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        vec![Statement::new(format!("RENAME TABLE {} TO {}", relation(from), relation(to))).alone()]
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {id}"))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        if written.tablespace.is_none() {
            self.tablespace.clone_from(&live.tablespace);
        }
        if let (true, Some(said), Some(own), Some(there)) =
            (versioning::is_by_time(self), &written.partition_by, &self.partition_by, &live.partition_by)
            && !said.to_ascii_lowercase().contains("starts")
            && versioning::timeless(own) == versioning::timeless(there)
        {
            self.partition_by = Some(there.clone());
        }
    }
}
