//! Base types, and the shells that they are begun as.

use sqlx::postgres::PgRow;

use super::quote::{literal, name};
use super::read::{Get, Reader, class};
use super::spelling::{Token, tokens};
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Finish, Sides, Statement};
use crate::error::Fault;
use crate::model::{Attributes, BaseType, Kind, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/base_type.sql");

/// The options that `ALTER TYPE … SET` takes.
const ALTERABLE: [&str; 7] = ["receive", "send", "typmod_in", "typmod_out", "analyze", "subscript", "storage"];

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let mut options = Attributes::new();
    if row.value("defined")? {
        for option in [
            "input",
            "output",
            "receive",
            "send",
            "typmod_in",
            "typmod_out",
            "analyze",
            "subscript",
            "internallength",
            "alignment",
            "storage",
            "category",
            "default",
            "element",
            "delimiter",
        ] {
            if let Some(value) = row.value::<Option<String>>(option)? {
                options.insert(option.to_owned(), value);
            }
        }
        for mark in ["passedbyvalue", "preferred", "collatable"] {
            if row.value(mark)? {
                options.insert(mark.to_owned(), String::new());
            }
        }
    }
    let id = ObjectId::in_schema(Kind::BaseType, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    reader.alias((class::TYPE, row.oid("typarray")?, 0), &id);
    reader.add((class::TYPE, row.oid("oid")?, 0), id, BaseType { options });
    Ok(())
}

fn clause(option: &str, value: &str) -> String {
    let word = option.to_uppercase();
    match option {
        "category" | "default" | "delimiter" => format!("{word} = {}", literal(value)),
        _ if value.is_empty() => word,
        _ => format!("{word} = {value}"),
    }
}

/// The schema and name of a function as SQL names it; `home` is for one that stands alone.
pub(super) fn function(text: &str, home: &str) -> Option<(String, String)> {
    let word = |token: Token| match token {
        Token::Word(word) | Token::Quoted(word) => Some(word),
        Token::Sign(_) => None,
    };
    let words: Vec<String> = tokens(text)?.into_iter().filter_map(word).collect();
    match <[String; 2]>::try_from(words) {
        Ok([schema, name]) => Some((schema, name)),
        Err(mut words) => words.pop().map(|name| (home.to_owned(), name)),
    }
}

impl BaseType {
    fn definition(&self, id: &ObjectId) -> Statement {
        let clauses: Vec<String> = self.options.iter().map(|(option, value)| clause(option, value)).collect();
        Statement::new(format!("CREATE TYPE {} (\n    {}\n)", name(id), clauses.join(",\n    ")))
    }

    /// The functions that need the type and that it needs, by whatever arguments they can have.
    fn own_functions(&self, id: &ObjectId) -> Vec<ObjectId> {
        let mut found = Vec::new();
        for option in Self::OWN_FUNCTIONS {
            let named = self.options.get(option).and_then(|text| function(text, &id.schema));
            let Some((schema, own)) = named else { continue };
            let signatures = match option {
                "input" => vec!["cstring".to_owned(), "cstring, oid, integer".to_owned()],
                "receive" => vec!["internal".to_owned(), "internal, oid, integer".to_owned()],
                _ => vec![name(id), id.name.to_string()],
            };
            let routine = |signature| ObjectId::routine(Kind::Routine, &*schema, &*own, signature);
            found.extend(signatures.into_iter().map(routine));
        }
        found
    }
}

impl Sql for BaseType {
    // A shell, so that its functions can speak of it.
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        one(format!("CREATE TYPE {}", name(id)))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        let drop = format!("DROP TYPE {}", name(id));
        if self.options.is_empty() {
            return one(drop);
        }
        // The type and its functions need each other, so nothing less will do.
        vec![
            Statement::new(format!("{drop} CASCADE"))
                .losing(format!("the type {id} is dropped with its functions and whatever still needs it")),
        ]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        if self.options.is_empty() {
            return Alteration::InPlace(vec![after.definition(id)]);
        }
        let fixed = |side: &Self| {
            let mut options = side.options.clone();
            options.retain(|option, _| !ALTERABLE.contains(&option.as_str()));
            options
        };
        let plain = |side: &Self| !side.options.contains_key("storage");
        if fixed(self) != fixed(after) || plain(after) && !plain(self) {
            return Alteration::Replace;
        }
        let set = |option: &&str| {
            let (old, new) = (self.options.get(*option), after.options.get(*option));
            let value = new.map_or("NONE", String::as_str);
            (old != new).then(|| format!("{} = {value}", option.to_uppercase()))
        };
        let clauses: Vec<String> = ALTERABLE.iter().filter_map(set).collect();
        Alteration::InPlace(one(format!("ALTER TYPE {} SET ({})", name(id), clauses.join(", "))))
    }

    fn finish(&self, id: &ObjectId, before: Option<&Self>) -> Option<Finish> {
        match before {
            // What is there is altered.
            Some(_) => Some(Finish::default()),
            None if self.options.is_empty() => None,
            None => Some(Finish { statements: vec![self.definition(id)], needs: self.own_functions(id) }),
        }
    }

    fn completes(&self) -> bool {
        !self.options.is_empty()
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("TYPE", from, to)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("TYPE {}", name(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(options: &[(&str, &str)]) -> BaseType {
        BaseType { options: options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect() }
    }

    #[test]
    fn a_function_is_named_as_sql_names_it() {
        let own = |text| function(text, "home");
        assert_eq!(own("public.t_in"), Some(("public".to_owned(), "t_in".to_owned())));
        assert_eq!(own("\"S s\".\"T in\""), Some(("S s".to_owned(), "T in".to_owned())));
        assert_eq!(own("t_in"), Some(("home".to_owned(), "t_in".to_owned())));
    }

    #[test]
    fn what_the_server_can_set_is_set() {
        let id = ObjectId::in_schema(Kind::BaseType, "s", "t");
        let schema = crate::model::Schema::default();
        let sides = Sides { before: &schema, after: &schema, online: false };
        let old = base(&[("input", "i"), ("output", "o"), ("receive", "r"), ("storage", "extended")]);
        let new = base(&[("input", "i"), ("output", "o"), ("analyze", "a"), ("storage", "main")]);
        let set = "ALTER TYPE s.t SET (RECEIVE = NONE, ANALYZE = a, STORAGE = main)";
        assert_eq!(old.alter(&id, &new, sides), Alteration::InPlace(one(set)));
        let plain = base(&[("input", "i"), ("output", "o"), ("receive", "r")]);
        assert_eq!(old.alter(&id, &plain, sides), Alteration::Replace);
        assert_eq!(old.alter(&id, &base(&[]), sides), Alteration::Replace);
        let made = base(&[]).alter(&id, &plain, sides);
        let text = "CREATE TYPE s.t (\n    INPUT = i,\n    OUTPUT = o,\n    RECEIVE = r\n)";
        assert_eq!(made, Alteration::InPlace(one(text)));
    }
}
