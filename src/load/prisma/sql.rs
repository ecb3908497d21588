//! The statements, as Prisma's own migrations would have them.

use super::parse::{Attribute, Block, Field, File, find, mapped};
use super::types::{counts, default, ident, of, values};
use super::{Prisma, keys};
use crate::engine::Engine;

/// The attributes that say what is written here, or what no database knows of.
const KNOWN: [&str; 11] =
    ["id", "unique", "index", "fulltext", "map", "default", "relation", "updatedAt", "ignore", "db", "schema"];

/// Writes a file's statements.
pub(super) fn write(file: &File, name: &str, engine: Engine) -> Prisma {
    let mut writer = Writer { file, name, engine, made: Vec::new(), last: Vec::new(), notes: Vec::new() };
    writer.all();
    let mut sql = writer.made;
    sql.extend(writer.last);
    Prisma { sql: sql.join("\n\n") + "\n", notes: writer.notes }
}

struct Writer<'a> {
    file: &'a File,
    name: &'a str,
    engine: Engine,
    made: Vec<String>,
    /// What needs all tables.
    last: Vec<String>,
    notes: Vec<String>,
}

impl Writer<'_> {
    fn note(&mut self, line: usize, what: &str) {
        self.notes.push(format!("{}:{line}: {what}", self.name));
    }

    fn ident(&self, name: &str) -> String {
        ident(self.engine, name)
    }

    fn all(&mut self) {
        let file = self.file;
        if self.engine == Engine::Postgresql {
            for block in &file.enums {
                let name = self.ident(&mapped(&block.name, &block.attributes));
                self.made.push(format!("CREATE TYPE {name} AS ENUM ({});", values(self.engine, block)));
            }
        }
        for block in &file.models {
            self.model(block);
        }
        for many in keys::many(file) {
            self.many(&many);
        }
        for block in &file.others {
            self.note(block.line, &format!("{} {} is not taken over", block.word, block.name));
        }
        if file.loose {
            self.note(1, "relationMode = \"prisma\": the client watches over relations, and no foreign key is made");
        }
    }

    fn ending(&self) -> &'static str {
        if self.engine == Engine::Mysql { "\n) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;" } else { "\n);" }
    }

    fn model(&mut self, block: &Block) {
        let table = self.ident(&mapped(&block.name, &block.attributes));
        let mut lines = Vec::new();
        let mut key = None;
        for field in &block.fields {
            self.unknown(&field.attributes, &format!("{}.{}", block.name, field.name));
            if let Some(line) = self.column(block, field) {
                lines.push(line);
            } else if !self.file.loose {
                self.last.extend(keys::foreign(self.engine, self.file, block, field));
            }
            if let Some(id) = find(&field.attributes, "id") {
                key = Some(keys::key(self.engine, block, id, Some(field), "pkey"));
            }
            if let Some(unique) = find(&field.attributes, "unique") {
                self.index(&table, block, unique, Some(field));
            }
        }
        self.unknown(&block.attributes, &block.name);
        for attribute in &block.attributes {
            match attribute.name.as_str() {
                "id" => key = Some(keys::key(self.engine, block, attribute, None, "pkey")),
                "unique" | "index" | "fulltext" => self.index(&table, block, attribute, None),
                "schema" => self.note(attribute.line, &format!("{}: its schema is not taken over", block.name)),
                _ => {}
            }
        }
        if let Some((name, columns)) = key {
            // The server calls it PRIMARY there, whatever it is called.
            let named = if self.engine == Engine::Mysql { String::new() } else { format!("CONSTRAINT {name} ") };
            lines.push(format!("{named}PRIMARY KEY ({columns})"));
        }
        self.made
            .insert(self.tables(), format!("CREATE TABLE {table} (\n    {}{}", lines.join(",\n    "), self.ending()));
    }

    /// Where the next table stands: after the types and tables, before the indexes.
    fn tables(&self) -> usize {
        self.made.iter().take_while(|it| it.starts_with("CREATE TYPE") || it.starts_with("CREATE TABLE")).count()
    }

    fn column(&mut self, block: &Block, field: &Field) -> Option<String> {
        let data_type = of(self.engine, field, self.file)?;
        let what = format!("{}.{}", block.name, field.name);
        let mut line = format!("{} {data_type}", self.ident(&mapped(&field.name, &field.attributes)));
        // A list that is not there is an empty one to the client.
        if !field.optional && !field.list {
            line.push_str(" NOT NULL");
        } else if self.engine == Engine::Mysql {
            line.push_str(" NULL");
        }
        match default(self.engine, field, self.file, &data_type) {
            Ok(Some(words)) => line.push_str(&format!(" DEFAULT {words}")),
            Ok(None) => {}
            Err(why) => self.note(field.line, &format!("{what}: {why}")),
        }
        if counts(field) && self.engine == Engine::Mysql {
            line.push_str(" AUTO_INCREMENT");
        }
        Some(line)
    }

    fn index(&mut self, table: &str, block: &Block, attribute: &Attribute, field: Option<&Field>) {
        let unique = attribute.name == "unique";
        let (name, columns) = keys::key(self.engine, block, attribute, field, if unique { "key" } else { "idx" });
        let method = match attribute.argument("type", false).map(str::to_ascii_lowercase) {
            Some(method) if self.engine == Engine::Postgresql && method != "btree" => format!(" USING {method}"),
            _ => String::new(),
        };
        if columns.contains("ops:") || attribute.argument("fields", true).is_some_and(|it| it.contains("ops:")) {
            self.note(
                attribute.line,
                &format!("{}: the operator class of {name} is the server's usual one", block.name),
            );
        }
        let sort = match attribute.name.as_str() {
            "unique" => "UNIQUE ",
            "fulltext" => "FULLTEXT ",
            _ => "",
        };
        self.made.push(format!("CREATE {sort}INDEX {name} ON {table}{method} ({columns});"));
    }

    fn many(&mut self, many: &keys::Many<'_>) {
        let table = self.ident(&many.table);
        let mut lines = Vec::new();
        for (letter, side) in ["A", "B"].into_iter().zip(many.sides) {
            let id = side.fields.iter().find(|field| find(&field.attributes, "id").is_some());
            let Some(id) = id else {
                return self.note(side.line, &format!("{} has no key of one field for {}", side.name, many.table));
            };
            // The key's type, without what counts it up.
            let mut plain = id.clone();
            plain.attributes.retain(|attribute| attribute.name != "default");
            let data_type = of(self.engine, &plain, self.file).unwrap_or_default();
            lines.push(format!("{} {data_type} NOT NULL", self.ident(letter)));
            let key = self.ident(&keys::named(self.engine, &many.table, &[letter.to_owned()], "fkey"));
            if !self.file.loose {
                self.last.push(format!(
                    "ALTER TABLE {table} ADD CONSTRAINT {key} FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE CASCADE ON UPDATE CASCADE;",
                    self.ident(letter),
                    self.ident(&mapped(&side.name, &side.attributes)),
                    self.ident(&mapped(&id.name, &id.attributes)),
                ));
            }
        }
        self.made
            .insert(self.tables(), format!("CREATE TABLE {table} (\n    {}{}", lines.join(",\n    "), self.ending()));
        let (a, b) = (self.ident("A"), self.ident("B"));
        let unique = self.ident(&format!("{}_AB_unique", many.table));
        let index = self.ident(&format!("{}_B_index", many.table));
        self.made.push(format!("CREATE UNIQUE INDEX {unique} ON {table} ({a}, {b});"));
        self.made.push(format!("CREATE INDEX {index} ON {table} ({b});"));
    }

    /// Tells of attributes that are not known.
    fn unknown(&mut self, attributes: &[Attribute], what: &str) {
        for attribute in attributes {
            let name = attribute.name.split('.').next().unwrap_or_default();
            if !KNOWN.contains(&name) {
                self.note(attribute.line, &format!("{what}: @{} is not taken over", attribute.name));
            }
        }
    }
}
