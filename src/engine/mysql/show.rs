//! What `SHOW CREATE TABLE` says, as objects.
//!
//! `information_schema` leaves things out (`USING BTREE`, a full-text parser, a column's format) and
//! escapes expressions in ways of its own; the statement is whole, and what is read from it can be
//! written again word by word. What is not understood is told, never passed over.

use super::quote::{ident, unquote};
use super::scan::{Scan, Token, bare};
use super::width;
use crate::model::{
    Action, Check, Column, Comment, DefaultValue, ForeignKey, Generated, Index, KeyPart, Kind, Match, Object, ObjectId,
    Options, Order, Table, Unique,
};

/// What a table's statement holds.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The table first, then its parts in order.
    pub(super) objects: Vec<(ObjectId, Object)>,
    /// The table's period of the application's time (MariaDB): its name and its columns.
    period: Option<String>,
    /// What was not understood.
    pub(super) strange: Vec<String>,
}

/// The words at which a default's expression ends.
const AFTER_DEFAULT: &[&str] = &[
    "on",
    "comment",
    "auto_increment",
    "invisible",
    "check",
    "storage",
    "column_format",
    "engine_attribute",
    "secondary_engine_attribute",
    "compressed",
    "srid",
    "ref_system_id",
    "without",
    "collate",
    "generated",
    "not",
    "null",
];

/// What columns and keys say to their engine, and to a second one.
pub(super) const ATTRIBUTES: [&str; 2] = ["engine_attribute", "secondary_engine_attribute"];

/// Reads a table's statement.
pub(super) fn table(id: &ObjectId, sql: &str) -> Shown {
    let mut shown = Shown::default();
    let mut scan = Scan::new(sql);
    while !scan.is_done() && scan.peek() != "(" {
        scan.next();
    }
    let Some(inner) = scan.parentheses() else {
        shown.strange.push("its statement".to_owned());
        return shown;
    };
    let mut items = Scan::new(inner);
    while !items.is_done() {
        item(id, &mut items, &mut shown);
        if !items.is_done() && !items.take(&[","]) {
            shown.strange.push(items.next().to_owned());
        }
    }
    let mut table = Table::default();
    let mut comment = None;
    options(&mut scan, &mut table, &mut comment, &mut shown.strange);
    table.options.extend(shown.period.take().map(|period| ("period".to_owned(), period)));
    let mut parts = std::mem::take(&mut shown.objects);
    // MySQL says of every column what the table says, where it is not the character set's usual.
    for (_, object) in &mut parts {
        if let Object::Column(column) = object
            && !column.options.contains_key("charset")
            && column.collation.as_ref() == table.options.get("collate")
        {
            column.collation = None;
        }
    }
    shown.objects.push((id.clone(), table.into()));
    if let Some(text) = comment {
        shown.objects.push((ObjectId::child(id, Kind::Comment, ""), Comment::new(text).into()));
    }
    shown.objects.extend(parts);
    shown
}

/// A column, a key or a constraint.
fn item(id: &ObjectId, scan: &mut Scan<'_>, shown: &mut Shown) {
    if scan.kind() == Some(Token::Name) {
        return column(id, scan, shown);
    }
    if scan.take(&["primary", "key"]) {
        return primary(id, scan, shown);
    }
    if scan.take(&["constraint"]) {
        let name = scan.name().unwrap_or_default();
        if scan.take(&["foreign", "key"]) {
            return foreign_key(id, &name, scan, shown);
        }
        if scan.take(&["check"]) {
            let expression = bare(scan.parentheses().unwrap_or_default()).to_owned();
            let not_enforced = scan.take(&["not", "enforced"]);
            let check = Check { expression, not_enforced, ..Check::default() };
            shown.objects.push((ObjectId::child(id, Kind::Check, name), check.into()));
            return;
        }
        shown.strange.push(format!("constraint {name}"));
        scan.until(&[]);
        return;
    }
    if scan.take(&["period", "for"]) {
        // That of the system's time is what its columns say.
        if scan.take(&["system_time"]) {
            scan.parentheses();
        } else {
            let name = ident(&scan.name().unwrap_or_default());
            shown.period = Some(format!("{name} ({})", scan.parentheses().unwrap_or_default()));
        }
        return;
    }
    let unique = scan.take(&["unique"]);
    let method = ["fulltext", "spatial", "vector"].into_iter().find(|word| scan.take(&[word])).unwrap_or("btree");
    if scan.take(&["key"]) {
        return index(id, unique, method, scan, shown);
    }
    shown.strange.push(scan.until(&[]).to_owned());
}

fn column(id: &ObjectId, scan: &mut Scan<'_>, shown: &mut Shown) {
    let name = scan.name().unwrap_or_default();
    let id = ObjectId::child(id, Kind::Column, name);
    let mut column = Column { data_type: scan.next().to_owned(), ..Column::default() };
    if let Some(inner) = scan.parentheses() {
        column.data_type.push_str(&format!("({inner})"));
    }
    while ["unsigned", "zerofill", "precision", "varying"].iter().any(|word| scan.peek().eq_ignore_ascii_case(word)) {
        column.data_type.push_str(&format!(" {}", scan.next()));
    }
    column.data_type = width::without_usual(&column.data_type);
    let (mut default, mut comment) = (None, None);
    let mut set = |key: &str, value: &str| {
        column.options.insert(key.to_owned(), value.to_owned());
    };
    while !scan.is_done() && scan.peek() != "," {
        if scan.take(&["character", "set"]) {
            set("charset", scan.next());
        } else if scan.take(&["collate"]) {
            column.collation = Some(scan.next().to_owned());
        } else if scan.take(&["not", "null"]) {
            column.not_null = true;
        } else if scan.take(&["null"]) {
        } else if scan.take(&["default"]) {
            default = Some(scan.until(AFTER_DEFAULT).to_owned());
        } else if scan.take(&["on", "update"]) {
            set("auto_update", &now(scan.until(AFTER_DEFAULT)));
        } else if scan.take(&["auto_increment"]) {
            set("auto_increment", "");
        } else if scan.take(&["comment"]) {
            comment = Some(unquote(scan.next()));
        } else if scan.take(&["generated", "always", "as", "row"]) {
            set("row", scan.next());
        } else if scan.take(&["generated", "always", "as"]) {
            let expression = bare(scan.parentheses().unwrap_or_default()).to_owned();
            let stored = scan.take(&["stored"]) || scan.take(&["persistent"]);
            scan.take(&["virtual"]);
            column.generated = Some(Generated { expression, stored });
        } else if scan.take(&["invisible"]) {
            set("invisible", "");
        } else if scan.take(&["srid"]) {
            set("srid", scan.next());
        } else if scan.take(&["ref_system_id"]) {
            scan.take(&["="]);
            set("ref_system_id", scan.next());
        } else if scan.take(&["storage"]) {
            set("storage", scan.next());
        } else if scan.take(&["column_format"]) {
            set("column_format", scan.next());
        } else if let Some(key) = attribute(scan) {
            set(key, &unquote(scan.next()));
        } else if scan.take(&["compressed"]) {
            let method = if scan.take(&["="]) { scan.next() } else { "" };
            set("compressed", method);
        } else if scan.take(&["without", "system", "versioning"]) {
            set("without_system_versioning", "true");
        } else if scan.take(&["check"]) {
            set("check", bare(scan.parentheses().unwrap_or_default()));
        } else {
            shown.strange.push(format!("column {}: {}", id.name, scan.next()));
        }
    }
    let expression = default.filter(|text| !text.eq_ignore_ascii_case("null"));
    let expression = expression.map(|text| default_text(&column.data_type, &text));
    shown.objects.push((id.clone(), column.into()));
    if let Some(expression) = expression {
        shown.objects.push((ObjectId::child(&id, Kind::Default, ""), DefaultValue { expression }.into()));
    }
    if let Some(text) = comment {
        shown.objects.push((ObjectId::child(&id, Kind::Comment, ""), Comment::new(text).into()));
    }
}

/// MySQL quotes a number that is a default, MariaDB does not.
fn default_text(data_type: &str, text: &str) -> String {
    let family = data_type.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let numeric = matches!(
        family,
        "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "decimal" | "float" | "double" | "year"
    );
    let inner = unquote(text);
    let number = inner.strip_prefix('-').unwrap_or(&inner);
    let plain = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.')
        && text.starts_with('\'');
    if numeric && plain { inner } else { now(text) }
}

/// The time of the statement: MariaDB writes `current_timestamp()` for what MySQL writes, and people do.
fn now(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    match lower.strip_prefix("current_timestamp(").and_then(|rest| rest.strip_suffix(')')) {
        Some("") => "CURRENT_TIMESTAMP".to_owned(),
        Some(digits) if digits.chars().all(|c| c.is_ascii_digit()) => format!("CURRENT_TIMESTAMP({digits})"),
        _ => text.to_owned(),
    }
}

fn primary(id: &ObjectId, scan: &mut Scan<'_>, shown: &mut Shown) {
    let Some((written, keys, without_overlaps)) = key_list("primary key", scan, shown) else { return };
    let mut unique = Unique { primary: true, without_overlaps, ..Unique::default() };
    unique.columns = keys.iter().filter_map(|key| key.column.clone()).collect();
    let plain = keys.iter().all(|key| KeyPart { column: None, ..key.clone() } == KeyPart::default());
    if !plain {
        // A prefix or a direction: the whole list as it is written.
        unique.options.insert("keys".to_owned(), written.to_owned());
    }
    let part = ObjectId::child(id, Kind::Unique, "PRIMARY");
    let comment = key_options(scan, &mut unique.options, &part, &mut shown.strange);
    shown.objects.push((part.clone(), unique.into()));
    shown.objects.extend(comment);
}

fn index(id: &ObjectId, unique: bool, method: &str, scan: &mut Scan<'_>, shown: &mut Shown) {
    let name = scan.name().unwrap_or_default();
    let mut index = Index { method: method.to_owned(), unique, ..Index::default() };
    let Some((_, keys, without_overlaps)) = key_list(&format!("index {name}"), scan, shown) else { return };
    if without_overlaps {
        // A constraint, for it is more than an index upholds by itself.
        let mut key = Unique { without_overlaps, ..Unique::default() };
        key.columns = keys.iter().filter_map(|key| key.column.clone()).collect();
        let part = ObjectId::child(id, Kind::Unique, name);
        let comment = key_options(scan, &mut key.options, &part, &mut shown.strange);
        shown.objects.push((part.clone(), key.into()));
        shown.objects.extend(comment);
        return;
    }
    index.keys = keys;
    let part = ObjectId::child(id, Kind::Index, name);
    let comment = key_options(scan, &mut index.options, &part, &mut shown.strange);
    shown.objects.push((part.clone(), index.into()));
    shown.objects.extend(comment);
}

/// A key's list as it is written, what is in it, and whether the last of it is a period. None, and told so, where that
/// is not understood: it would be another key.
fn key_list<'a>(what: &str, scan: &mut Scan<'a>, shown: &mut Shown) -> Option<(&'a str, Vec<KeyPart>, bool)> {
    let written = scan.parentheses().unwrap_or_default();
    let (keys, left) = keys(written);
    let without_overlaps = left.eq_ignore_ascii_case("without overlaps");
    if left.is_empty() || without_overlaps {
        return Some((written, keys, without_overlaps));
    }
    shown.strange.push(format!("{what} ({written})"));
    scan.until(&[]);
    None
}

/// What a column or a key says to an engine (MySQL 8.0.21 and later), whose value, a JSON text, comes next.
fn attribute(scan: &mut Scan<'_>) -> Option<&'static str> {
    let key = ATTRIBUTES.iter().find(|key| scan.take(&[**key]))?;
    scan.take(&["="]);
    Some(key)
}

/// What follows a key's columns.
fn key_options(
    scan: &mut Scan<'_>,
    options: &mut Options,
    id: &ObjectId,
    strange: &mut Vec<String>,
) -> Option<(ObjectId, Object)> {
    let mut comment = None;
    let mut set = |key: &str, value: &str| {
        options.insert(key.to_owned(), value.to_owned());
    };
    while !scan.is_done() && scan.peek() != "," {
        if scan.take(&["using"]) {
            set("using", scan.next());
        } else if scan.take(&["comment"]) {
            comment = Some((ObjectId::child(id, Kind::Comment, ""), Comment::new(unquote(scan.next())).into()));
        } else if scan.take(&["with", "parser"]) {
            set("parser", &scan.name().unwrap_or_default());
        } else if scan.take(&["key_block_size"]) {
            scan.take(&["="]);
            set("key_block_size", scan.next());
        } else if scan.take(&["invisible"]) {
            set("invisible", "true");
        } else if scan.take(&["ignored"]) {
            set("ignored", "true");
        } else if let Some(key) = attribute(scan) {
            set(key, &unquote(scan.next()));
        } else if scan.kind() == Some(Token::Name) {
            // What MariaDB's engines add, as of a vector index: `m`, `distance`.
            let key = scan.next().to_ascii_lowercase();
            scan.take(&["="]);
            set(&key, scan.next());
        } else {
            strange.push(format!("index {}: {}", id.name, scan.next()));
        }
    }
    comment
}

/// `` `a`,`b`(10) DESC,(lower(`c`)) ``, and what of it was not understood: MariaDB's `WITHOUT OVERLAPS`.
fn keys(list: &str) -> (Vec<KeyPart>, String) {
    let mut scan = Scan::new(list);
    let mut keys = Vec::new();
    while !scan.is_done() {
        let mut key = KeyPart::default();
        if scan.kind() == Some(Token::Name) {
            key.column = scan.name();
            key.length = scan.parentheses().and_then(|length| length.trim().parse().ok());
        } else {
            key.expression = scan.parentheses().map(|expression| bare(expression).to_owned());
        }
        if scan.take(&["desc"]) {
            key.order = Order::Desc;
        }
        scan.take(&["asc"]);
        keys.push(key);
        if !scan.take(&[","]) {
            break;
        }
    }
    (keys, scan.rest())
}

fn foreign_key(id: &ObjectId, name: &str, scan: &mut Scan<'_>, shown: &mut Shown) {
    let columns = |text: Option<&str>| super::scan::names(text.unwrap_or_default());
    let own = columns(scan.parentheses());
    scan.take(&["references"]);
    let (mut schema, mut table) = (String::new(), scan.name().unwrap_or_default());
    if scan.take(&["."]) {
        schema = std::mem::replace(&mut table, scan.name().unwrap_or_default());
    }
    let mut key = ForeignKey {
        columns: own,
        references: ObjectId::in_schema(Kind::Table, schema, table),
        referenced_columns: columns(scan.parentheses()),
        match_type: Match::Simple,
        on_update: Action::NoAction,
        on_delete: Action::NoAction,
        on_delete_columns: Vec::new(),
        period: false,
        deferrable: false,
        initially_deferred: false,
        not_valid: false,
        not_enforced: false,
    };
    while !scan.is_done() && scan.peek() != "," {
        if scan.take(&["on", "delete"]) {
            key.on_delete = action(scan);
        } else if scan.take(&["on", "update"]) {
            key.on_update = action(scan);
        } else {
            shown.strange.push(format!("foreign key {name}: {}", scan.next()));
        }
    }
    shown.objects.push((ObjectId::child(id, Kind::ForeignKey, name), key.into()));
}

fn action(scan: &mut Scan<'_>) -> Action {
    if scan.take(&["cascade"]) {
        return Action::Cascade;
    }
    if scan.take(&["restrict"]) {
        return Action::Restrict;
    }
    if scan.take(&["set", "null"]) {
        return Action::SetNull;
    }
    if scan.take(&["set", "default"]) {
        return Action::SetDefault;
    }
    scan.take(&["no", "action"]);
    Action::NoAction
}

/// What follows the parentheses.
fn options(scan: &mut Scan<'_>, table: &mut Table, comment: &mut Option<String>, strange: &mut Vec<String>) {
    while !scan.is_done() {
        if scan.peek().eq_ignore_ascii_case("partition") {
            table.partition_by = Some(super::partition::normal(&scan.rest()));
            return;
        }
        if scan.take(&["with", "system", "versioning"]) {
            table.options.insert("system_versioning".to_owned(), "true".to_owned());
            continue;
        }
        scan.take(&[","]);
        scan.take(&["default"]);
        let mut word = scan.next().to_ascii_lowercase();
        if matches!(word.as_str(), "data" | "index") && scan.take(&["directory"]) {
            word.push_str(" directory");
        }
        let valued = scan.take(&["="]);
        match word.as_str() {
            "auto_increment" if valued => {
                // How far it has come is no matter of the schema.
                scan.next();
            }
            "comment" => *comment = Some(unquote(scan.next())),
            "tablespace" => {
                let name = scan.name().unwrap_or_default();
                table.tablespace = Some(name);
            }
            _ if valued && scan.peek() == "(" => {
                let list = scan.parentheses().unwrap_or_default().to_owned();
                table.options.insert(word, format!("({list})"));
            }
            _ if valued => {
                table.options.insert(word, scan.next().to_owned());
            }
            _ => strange.push(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sql: &str) -> Shown {
        table(&ObjectId::in_schema(Kind::Table, "", "t"), sql)
    }

    /// As MariaDB 11.7 and later show a vector and its index.
    #[test]
    fn vectors_and_what_engines_add_to_keys_are_read() {
        let shown = shown(
            "CREATE TABLE `t` (\n  `v` vector(4) NOT NULL,\n  `w` int DEFAULT NULL /*!80021 SECONDARY_ENGINE_ATTRIBUTE \
             '{\"x\": 1}' */,\n  VECTOR KEY `k` (`v`) `M`=8 `DISTANCE`=cosine,\n  KEY `l` (`w`) /*!80021 \
             SECONDARY_ENGINE_ATTRIBUTE '{}' */\n) ENGINE=InnoDB",
        );
        assert!(shown.strange.is_empty(), "{:?}", shown.strange);
        let named = |name: &str| shown.objects.iter().find(|(id, _)| &*id.name == name).map(|(_, object)| object);
        assert!(
            matches!(named("v"), Some(Object::Column(column)) if column.data_type == "vector(4)" && column.not_null)
        );
        assert!(matches!(named("w"), Some(Object::Column(column))
            if column.options["secondary_engine_attribute"] == "{\"x\": 1}"));
        assert!(shown.objects.iter().all(|(id, _)| id.kind != Kind::Default));
        let Some(Object::Index(index)) = named("k") else { unreachable!("the index is read") };
        assert_eq!(index.method, "vector");
        assert_eq!(super::super::index::options(&index.options), " `m`=8 `distance`=cosine");
        assert!(
            matches!(named("l"), Some(Object::Index(index)) if index.options["secondary_engine_attribute"] == "{}")
        );
    }

    #[test]
    fn a_period_and_the_keys_over_it_are_read() {
        let shown = shown(
            "CREATE TABLE `t` (\n  `room` int NOT NULL,\n  `s` date NOT NULL,\n  `e` date NOT NULL,\n  \
             PERIOD FOR `p` (`s`, `e`),\n  PRIMARY KEY (`room`,`p` WITHOUT OVERLAPS),\n  \
             UNIQUE KEY `u` (`s`,`p` WITHOUT OVERLAPS) COMMENT 'c',\n  KEY `k` (`s`),\n  \
             KEY `x` (`s` SOMEHOW),\n  PERIOD FOR SYSTEM_TIME (`a`, `b`)\n) ENGINE=InnoDB",
        );
        assert_eq!(shown.strange, ["index x (`s` SOMEHOW)"]);
        let named = |name: &str| shown.objects.iter().find(|(id, _)| &*id.name == name).map(|(_, object)| object);
        assert!(matches!(named("t"), Some(Object::Table(table)) if table.options["period"] == "`p` (`s`, `e`)"));
        for (name, first, is_primary) in [("PRIMARY", "room", true), ("u", "s", false)] {
            assert!(
                matches!(named(name), Some(Object::Unique(key)) if key.without_overlaps
                    && key.primary == is_primary && key.columns == [first, "p"]),
                "{:?}",
                shown.objects
            );
        }
        assert!(matches!(named("k"), Some(Object::Index(_))) && named("x").is_none());
    }

    #[test]
    fn a_table_is_read_whole() {
        let shown = shown(
            "CREATE TABLE `t` (\n  `id` int unsigned NOT NULL AUTO_INCREMENT,\n  \
             `n` varchar(9) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'it''s, ok' COMMENT 'a (b)',\n  \
             `g` int GENERATED ALWAYS AS ((`id` + 1)) STORED,\n  `d` decimal(5,2) NOT NULL DEFAULT '1.50',\n  \
             `u` char(36) DEFAULT (uuid()) /*!80023 INVISIBLE */,\n  PRIMARY KEY (`id`),\n  \
             UNIQUE KEY `uq` (`n`(4),`d` DESC) USING BTREE COMMENT 'kc',\n  \
             KEY `fx` ((lower(`n`))),\n  \
             CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `o`.`p` (`x`) ON DELETE CASCADE,\n  \
             CONSTRAINT `c` CHECK ((`d` > 0)) /*!80016 NOT ENFORCED */\n) \
             ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COMMENT='tab'\n\
             /*!50100 PARTITION BY HASH (`id`)\nPARTITIONS 3 */",
        );
        assert!(shown.strange.is_empty(), "{:?}", shown.strange);
        let named = |name: &str| {
            shown
                .objects
                .iter()
                .filter(|(id, _)| id.to_string() == name)
                .map(|(_, object)| object.clone())
                .collect::<Vec<_>>()
        };
        let table = named("t");
        assert!(matches!(&table[0], Object::Table(table)
            if table.partition_by.as_deref() == Some("HASH (`id`) PARTITIONS 3") && table.options.len() == 2));
        assert!(matches!(&table[1], Object::Comment(comment) if comment.text == "tab"));
        let column = named("t.n");
        assert!(
            matches!(&column[0], Object::Column(column) if column.data_type == "varchar(9)" && column.collation.is_some())
        );
        assert!(matches!(&column[1], Object::Default(default) if default.expression == "'it''s, ok'"));
        assert!(matches!(&named("t.d")[1], Object::Default(default) if default.expression == "1.50"));
        assert!(matches!(&named("t.u")[1], Object::Default(default) if default.expression == "(uuid())"));
        assert!(matches!(&named("t.uq")[0], Object::Index(index)
            if index.unique && index.keys[0].length == Some(4) && index.keys[1].order == Order::Desc));
        assert!(
            matches!(&named("t.fx")[0], Object::Index(index) if index.keys[0].expression.as_deref() == Some("lower(`n`)"))
        );
        assert!(matches!(&named("t.f")[0], Object::ForeignKey(key) if &*key.references.schema == "o"));
        assert!(
            matches!(&named("t.c")[0], Object::Check(check) if check.not_enforced && check.expression == "`d` > 0")
        );
    }

    #[test]
    fn what_is_strange_is_told() {
        let shown =
            shown("CREATE TABLE `t` (\n  `a` int FROBNICATED,\n  WOMBAT KEY `x` (`a`)\n) ENGINE=InnoDB SPARKLING");
        assert_eq!(shown.strange, ["column a: FROBNICATED", "WOMBAT KEY `x` (`a`)", "sparkling"]);
    }
}
