//! What is wrong with models: a file per rule, judged by what the model says, without a server.
//!
//! `# dbtool: ignore CODE[, CODE…]: REASON` is about the line that it stands on, or about the next where it
//! stands alone, and about all that is written within; `# dbtool: ignore-file CODE[, CODE…]: REASON` about the
//! whole file. One without a reason counts for nothing.

mod autovacuum_off;
mod boolean_as_text;
mod char_type;
mod charset;
mod circular_foreign_keys;
mod constraint_not_valid;
mod display_width;
mod duplicate_index;
mod enum_misuse;
mod fix;
mod float_money;
mod foreign_key_type_mismatch;
mod foreign_key_without_index;
mod gc_grace_zero;
mod grant_to_public;
mod ignore;
mod json_type;
mod key_near_overflow;
mod low_cardinality_index;
mod low_cardinality_partition;
mod many_columns;
mod missing_comment;
mod money_type;
mod mutable_collection;
mod name_case;
mod naming;
mod no_primary_key;
mod nullable_unique;
mod policy_call_per_row;
mod policy_without_row_security;
mod reserved_word;
mod rewrite_rule;
mod row_security_without_policy;
mod security_definer_search_path;
mod serial;
mod simple_strategy;
mod small_key;
mod storage_engine;
mod time_with_zone;
mod timestamp_ends_2038;
mod timestamp_without_zone;
mod unbounded_partition;
mod unlogged;
mod unprotected_table;
mod unreachable_column;
mod unrelated_table;
mod unused_enum;
mod varchar_limit;
mod zero_date;

use std::collections::BTreeMap;

pub use fix::{Fix, Mend};

use super::{Finding, Names, Rule, Severity, VOID_IGNORE, Wishes};
use crate::engine::{Engine, Numbered};
use crate::model::hashed::HashMap;
use crate::model::{Column, Object, ObjectId, Place, Schema};

/// A rule, with its page and its examples, which the tests run.
#[derive(Clone, Copy, Debug)]
pub struct ModelRule {
    /// Its name in findings, comments and configuration; that of the rule of migrations where it looks for the same.
    pub code: &'static str,
    /// How much its findings weigh where the configuration does not say.
    pub severity: Severity,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// Why that hurts.
    pub why: &'static str,
    /// What to do instead.
    pub remedy: &'static str,
    /// The engines of whose models it knows something.
    pub engines: &'static [Engine],
    /// A model, for the first of the engines, in which it finds something.
    pub bad: &'static str,
    /// The same, well.
    pub good: &'static str,
    /// Looks for it.
    pub check: fn(&View<'_>) -> Vec<Wrong>,
    /// How `--fix` mends it in the model's text; none where that is for a person to decide.
    pub fix: Option<Fix>,
}

impl ModelRule {
    /// The page of a rule of migrations, for the rule of models that looks for the same; what it looks at, its
    /// examples and its check are to be said.
    const fn like(rule: &Rule) -> Self {
        Self {
            code: rule.code,
            severity: rule.severity,
            title: rule.title,
            why: rule.why,
            remedy: rule.remedy,
            engines: &[],
            bad: "",
            good: "",
            check: |_| Vec::new(),
            fix: None,
        }
    }
}

/// All rules of models, by name.
pub const MODEL_RULES: &[ModelRule] = &[
    autovacuum_off::RULE,
    boolean_as_text::RULE,
    char_type::RULE,
    charset::RULE,
    circular_foreign_keys::RULE,
    constraint_not_valid::RULE,
    display_width::RULE,
    duplicate_index::RULE,
    enum_misuse::RULE,
    float_money::RULE,
    foreign_key_type_mismatch::RULE,
    foreign_key_without_index::RULE,
    gc_grace_zero::RULE,
    grant_to_public::RULE,
    json_type::RULE,
    key_near_overflow::RULE,
    low_cardinality_index::RULE,
    low_cardinality_partition::RULE,
    many_columns::RULE,
    missing_comment::RULE,
    money_type::RULE,
    mutable_collection::RULE,
    name_case::RULE,
    naming::RULE,
    no_primary_key::RULE,
    nullable_unique::RULE,
    policy_call_per_row::RULE,
    policy_without_row_security::RULE,
    reserved_word::RULE,
    rewrite_rule::RULE,
    row_security_without_policy::RULE,
    security_definer_search_path::RULE,
    serial::RULE,
    simple_strategy::RULE,
    small_key::RULE,
    storage_engine::RULE,
    time_with_zone::RULE,
    timestamp_ends_2038::RULE,
    timestamp_without_zone::RULE,
    unbounded_partition::RULE,
    unlogged::RULE,
    unprotected_table::RULE,
    unreachable_column::RULE,
    unrelated_table::RULE,
    unused_enum::RULE,
    varchar_limit::RULE,
    zero_date::RULE,
];

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The object that it is about.
    pub of: ObjectId,
    /// What it is, in words.
    pub message: String,
}

impl Wrong {
    /// With an object.
    pub fn at(of: &ObjectId, message: impl Into<String>) -> Self {
        Self { of: of.clone(), message: message.into() }
    }
}

/// A model as rules look at it.
#[derive(Debug)]
pub struct View<'a> {
    /// The engine that it is for.
    pub engine: Engine,
    /// The model.
    pub schema: &'a Schema,
    children: HashMap<&'a ObjectId, Vec<&'a ObjectId>>,
    numbered: HashMap<(&'a str, &'a str, &'a str), i128>,
    names: Option<&'a Names>,
}

impl<'a> View<'a> {
    /// Of this model.
    pub fn new(engine: Engine, schema: &'a Schema) -> Self {
        Self { engine, schema, children: schema.children(), numbered: HashMap::default(), names: None }
    }

    /// The same of a database, of which is known how far its columns have come.
    #[must_use]
    pub fn numbered(mut self, numbered: &'a [Numbered]) -> Self {
        for Numbered { schema, table, column, last } in numbered {
            let known = self.numbered.entry((schema, table, column)).or_insert(*last);
            *known = (*last).max(*known);
        }
        self
    }

    /// The same of a team that calls its objects so.
    #[must_use]
    pub fn named(self, names: &'a Names) -> Self {
        Self { names: Some(names), ..self }
    }

    /// The last number that a column was given; none where that is not known.
    pub fn last_number(&self, column: &ObjectId) -> Option<i128> {
        let table = column.parent()?;
        self.numbered.get(&(&*table.schema, &*table.name, &*column.name)).copied()
    }

    /// The objects of one kind.
    pub fn all<T: 'a>(&self) -> impl Iterator<Item = (&'a ObjectId, &'a T)>
    where
        &'a T: TryFrom<&'a Object>,
    {
        self.schema.objects.iter().filter_map(|(id, entry)| Some((id, <&T>::try_from(&entry.object).ok()?)))
    }

    /// The parts of one kind that an object has.
    pub fn parts<T: 'a>(&self, of: &ObjectId) -> impl Iterator<Item = (&'a ObjectId, &'a T)>
    where
        &'a T: TryFrom<&'a Object>,
    {
        let schema = self.schema;
        let parts = self.children.get(of).map(Vec::as_slice).unwrap_or_default().to_vec();
        parts.into_iter().filter_map(|id| Some((id, <&T>::try_from(schema.get(id)?).ok()?)))
    }

    /// A column of a table.
    pub fn column(&self, table: &ObjectId, name: &str) -> Option<&'a Column> {
        self.parts::<Column>(table).find(|(id, _)| &*id.name == name).map(|(_, column)| column)
    }

    /// Whether a column's type has few values.
    pub fn has_few_values(&self, table: &ObjectId, name: &str) -> bool {
        self.column(table, name).is_some_and(|own| ["boolean", "tinyint"].contains(&base(&own.data_type).as_str()))
    }

    /// The columns of such types, those left out that are inherited.
    pub fn typed(&self, meant: impl Fn(&str) -> bool) -> impl Iterator<Item = &'a ObjectId> {
        let columns =
            self.all::<Column>().filter(move |(_, own)| !own.inherited && meant(&own.data_type.to_lowercase()));
        columns.map(|(id, _)| id)
    }
}

/// A type without its modifiers, its bounds and what follows, in small letters.
fn base(data_type: &str) -> String {
    let small = data_type.trim().to_lowercase();
    let plain = small.split(['(', '[']).next().unwrap_or_default().trim().to_owned();
    plain.strip_suffix(" unsigned").map(str::to_owned).unwrap_or(plain)
}

/// Whether two words are those of a boolean.
fn is_boolean<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    let pairs = [("y", "n"), ("yes", "no"), ("t", "f"), ("true", "false"), ("1", "0"), ("on", "off"), ("j", "n")];
    words.len() == 2 && pairs.iter().any(|(yes, no)| words.iter().all(|word| word == yes || word == no))
}

/// A finding with its rule and what it is about; without them where it is about a comment.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What is told.
    pub finding: Finding,
    /// Whose it is, and the object that it is about.
    pub by: Option<(&'static ModelRule, ObjectId)>,
}

/// The findings in a model, by place; `wishes` says what the configuration has otherwise, `texts` the text
/// of each of its files.
pub fn lint_model(engine: Engine, schema: &Schema, texts: &BTreeMap<String, String>, wishes: &Wishes) -> Vec<Finding> {
    super::told(judge_model(engine, schema, texts, wishes).into_iter().map(|judged| judged.finding).collect())
}

/// The findings in a database, which is read like a model: `text` is what would be written of it, and `numbered`
/// how far its columns have come.
pub fn lint_database(
    engine: Engine,
    schema: &Schema,
    text: (&str, &str),
    numbered: &[Numbered],
    wishes: &Wishes,
) -> Vec<Finding> {
    let texts = BTreeMap::from([(text.0.to_owned(), text.1.to_owned())]);
    let view = View::new(engine, schema).numbered(numbered).named(&wishes.names);
    let found = judge(&view, &texts, wishes).into_iter().map(|judged| judged.finding).collect();
    // Lines order what is found; nobody has the file that they are of.
    let whole = |finding: Finding| Finding { place: Place::whole(finding.place.file.clone()), ..finding };
    super::told(found).into_iter().map(whole).collect()
}

/// The same, each with its rule.
pub fn judge_model(engine: Engine, schema: &Schema, texts: &BTreeMap<String, String>, wishes: &Wishes) -> Vec<Judged> {
    judge(&View::new(engine, schema).named(&wishes.names), texts, wishes)
}

fn judge(view: &View<'_>, texts: &BTreeMap<String, String>, wishes: &Wishes) -> Vec<Judged> {
    let (engine, schema) = (view.engine, view.schema);
    let severity = |code: &str, usual: Severity| wishes.severities.get(code).copied().unwrap_or(usual);
    let comments: Vec<(&String, Vec<ignore::Ignore>)> =
        texts.iter().map(|(file, text)| (file, ignore::ignores(text))).collect();
    let mut findings = Vec::new();
    for rule in MODEL_RULES.iter().filter(|rule| rule.engines.contains(&engine)) {
        let weight = severity(rule.code, rule.severity);
        if weight == Severity::Off {
            continue;
        }
        for Wrong { of, message } in (rule.check)(view) {
            let Some(place) = place(schema, &of) else { continue };
            let own = comments.iter().find(|(file, _)| **file == *place.file);
            let spared =
                |(_, comments): &(_, Vec<ignore::Ignore>)| comments.iter().any(|it| it.covers(rule.code, place.line));
            if own.is_some_and(spared) || wishes.ignore(rule.code, &of) {
                continue;
            }
            let (code, remedy) = (rule.code.to_owned(), rule.remedy.to_owned());
            let finding = Finding { code, severity: weight, message, place, remedy };
            findings.push(Judged { finding, by: Some((rule, of)) });
        }
    }
    let weight = severity(VOID_IGNORE, Severity::Warning);
    for (file, comments) in comments {
        for comment in comments {
            let Some(message) = super::void(&comment.said) else { continue };
            let place = Place { file: file.as_str().into(), line: comment.at.0, column: comment.at.1 };
            let remedy = "write `# dbtool: ignore CODE: REASON` above the line, or `ignore-file` for the whole file";
            let (code, remedy) = (VOID_IGNORE.to_owned(), remedy.to_owned());
            findings.push(Judged { finding: Finding { code, severity: weight, message, place, remedy }, by: None });
        }
    }
    findings
}

/// Where an object is written, or what it is a part of. What no file says was made by nobody here.
fn place(schema: &Schema, id: &ObjectId) -> Option<Place> {
    let own = schema.objects.get(id).and_then(|entry| entry.place.clone());
    own.or_else(|| place(schema, id.parent()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_lose_what_they_may_differ_in() {
        assert_eq!(base("Numeric(12, 2)[]"), "numeric");
        assert_eq!(base("int unsigned"), "int");
        assert_eq!(base("double precision"), "double precision");
        assert!(is_boolean(["Yes", "no"].into_iter()) && !is_boolean(["s", "m"].into_iter()));
        assert!(!is_boolean(["yes"].into_iter()));
    }
}
