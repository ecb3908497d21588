//! What an engine is: a pure half that writes SQL, and an async half that talks to a server.

pub mod cassandra;
mod connection;
mod external;
mod grants;
pub mod hazards;
mod ledger;
mod literals;
pub mod mysql;
mod parts;
pub mod postgres;
pub mod rows;
pub mod scan;
mod search;
mod seeding;
mod taken;
mod version;
mod writers;

pub use connection::{Canceller, Connection, Failed, Refusal, Row};
pub use external::External;
pub use ledger::Ledger;
pub use rows::{Contents, Seeded};
pub use taken::Taken;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::hashed::HashSet;
use crate::model::{Entry, Kind, Object, ObjectId, Schema};

/// The engines, by the names that configuration uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// PostgreSQL, and Citus on it.
    Postgresql,
    /// MySQL, and MariaDB beside it: which of the two it is, the server says.
    Mysql,
    /// Apache Cassandra, and ScyllaDB beside it: which of the two it is, the server says.
    Cassandra,
}

impl Engine {
    /// All engines.
    pub const ALL: &'static [Engine] = &[Engine::Postgresql, Engine::Mysql, Engine::Cassandra];

    /// The engine of a name in configuration, where this build speaks to it.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "mariadb" => Some(Engine::Mysql),
            "scylladb" => Some(Engine::Cassandra),
            _ => Self::ALL.iter().copied().find(|engine| engine.name() == name),
        }
    }

    /// The engine that a URL's scheme means.
    pub fn of_url(url: &str) -> Option<Self> {
        match url.split_once("://")?.0 {
            "postgres" | "postgresql" => Some(Engine::Postgresql),
            "mysql" | "mariadb" => Some(Engine::Mysql),
            "cassandra" | "scylla" | "scylladb" => Some(Engine::Cassandra),
            _ => None,
        }
    }

    /// The name in configuration and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Postgresql => "postgresql",
            Engine::Mysql => "mysql",
            Engine::Cassandra => "cassandra",
        }
    }

    /// The platforms whose own objects it can tell from a user's.
    pub fn profiles(self) -> Vec<&'static str> {
        match self {
            Engine::Postgresql => postgres::profile::names(),
            Engine::Mysql | Engine::Cassandra => Vec::new(),
        }
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Engine::Postgresql => "PostgreSQL",
            Engine::Mysql => "MySQL",
            Engine::Cassandra => "Cassandra",
        }
    }

    /// A server for people, as [`Connection::version`] counts its version: `PostgreSQL 15`, `MySQL 8.0`,
    /// `MariaDB 10.11`.
    pub fn server(self, version: u32) -> String {
        let (major, minor) = (version / 10_000, version / 100 % 100);
        match self {
            Engine::Postgresql => format!("PostgreSQL {major}"),
            Engine::Mysql if major >= 10 => format!("MariaDB {major}.{minor}"),
            Engine::Mysql | Engine::Cassandra => format!("{} {major}.{minor}", self.label()),
        }
    }

    /// The pure half.
    pub fn dialect(self) -> &'static dyn Dialect {
        match self {
            Engine::Postgresql => &postgres::Postgres,
            Engine::Mysql => &mysql::Mysql,
            Engine::Cassandra => &cassandra::Cassandra,
        }
    }

    /// How migrations are kept count of.
    pub fn ledger(self) -> &'static dyn Ledger {
        match self {
            Engine::Postgresql => &postgres::Postgres,
            Engine::Mysql => &mysql::Mysql,
            Engine::Cassandra => &cassandra::Cassandra,
        }
    }
}

/// How a database is read: the same queries, spelled for a model or for a person.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Only these schemas; all but the system's and extensions' where empty.
    pub schemas: Vec<String>,
    /// The spelling of types and expressions.
    pub spelling: Spelling,
    /// Whether roles are read too, which all databases of the server share.
    pub roles: bool,
    /// What is read instead of the objects.
    pub showing: Showing,
}

/// What a reading says: the objects, or what documents show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Showing {
    /// [`Schema::objects`].
    #[default]
    Objects,
    /// [`Schema::sheets`].
    Sheets,
    /// [`Schema::descriptions`], each a statement in the server's own words, where it has such: not PostgreSQL.
    Statements,
    /// [`Schema::descriptions`], as this client of PostgreSQL's words them.
    Client(postgres::describe::Layout),
}

/// The spelling of types and expressions that a server writes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// Every name outside the system's schema is qualified: exact, and the same whoever asks.
    #[default]
    Exact,
    /// As the server's own client shows it to this user: short names, few parentheses.
    Display,
}

/// A danger of a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hazard {
    /// A stable word for scripts: `DELETES_DATA`.
    pub code: String,
    /// What it means here, for a person.
    pub message: String,
    /// The relation whose size gives it its weight, as SQL names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<String>,
    /// The column whose values are lost, as SQL names it; none where rows are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How many rows or values would be lost, where a live server was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
    /// Whether a limit of the configuration refuses it at that size.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    /// That relation's size where a live server was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
}

impl Hazard {
    /// One that a relation's size gives its weight.
    pub fn of(code: &str, message: impl Into<String>, relation: &str) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            relation: Some(relation.to_owned()),
            column: None,
            lost: None,
            refused: false,
            size: None,
        }
    }
}

/// How much would be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lost {
    /// The rows of a table, or the values of a column that are not NULL.
    pub count: u64,
    /// Whether it is the server's estimate and was not counted.
    pub estimated: bool,
}

/// How big a relation is, its indexes, its TOAST table and its partitions included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Size {
    /// The server's estimate of its rows (`pg_class.reltuples`); none where it never counted them.
    pub rows: Option<u64>,
    /// Its size on disk.
    pub bytes: u64,
}

/// How far a column has come that the server numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The table's schema; empty where the database is the schema.
    pub schema: String,
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The last number that was given.
    pub last: i128,
}

/// What a statement took of a relation that was there before it, as the server said while it ran.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lock {
    /// The relation's qualified name.
    pub relation: String,
    /// The strongest lock, in the manual's words: `ACCESS EXCLUSIVE`.
    pub mode: String,
    /// Whether it has another file now, so that every row was written anew.
    pub rewritten: bool,
    /// Whether its rows were read from the first to the last.
    pub read: bool,
}

/// One statement with what is known of it beside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The text, without the semicolon at its end.
    pub sql: String,
    /// Whether it may run inside a transaction.
    pub transactional: bool,
    /// What must run before it is tried again, where a failure leaves something behind.
    pub cleanup: Option<String>,
    /// Its dangers.
    pub hazards: Vec<Hazard>,
    /// Whether rows or values are lost by it, so that it must be allowed by name.
    pub loses: bool,
    /// The secrets for which placeholders stand in the text.
    pub secrets: Vec<Placeholder>,
    /// What it is of a statement that others of its group can be joined with; none for one that
    /// stands by itself.
    pub clause: Option<Clause>,
    /// The statements of the same group that it was joined of; none where it is what it was.
    pub joined: Vec<Statement>,
}

/// A part of a statement: `ADD COLUMN …` of `ALTER TABLE …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Those of the same group can be one statement.
    pub group: String,
    /// The statement's beginning.
    pub head: String,
    /// Where it stands among the others.
    pub order: (usize, usize),
    /// Its text.
    pub text: String,
    /// Whether it stands at the statement's end, with no comma before it.
    pub ends: bool,
}

/// A variable of the environment, `${NAME}` in a statement's text: what it holds is put in its place
/// when the statement runs, and shown nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The variable's name.
    pub variable: String,
    /// What the secret is a part of.
    pub encoding: Encoding,
}

/// What a secret must be written as, within a string literal of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The text itself.
    Text,
    /// A value of a connection string `host=a password=b`.
    Conninfo,
    /// A part of a connection URI.
    Uri,
}

impl Statement {
    /// A statement that may run inside a transaction and endangers nothing.
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            transactional: true,
            cleanup: None,
            hazards: Vec::new(),
            loses: false,
            secrets: Vec::new(),
            clause: None,
            joined: Vec::new(),
        }
    }

    /// The same, with a danger.
    #[must_use]
    pub fn hazard(mut self, code: &str, message: impl Into<String>) -> Self {
        self.hazards.push(Hazard { relation: None, ..Hazard::of(code, message, "") });
        self
    }

    /// The same, outside of any transaction.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.transactional = false;
        self
    }

    /// The same; where it fails, this runs before it is tried again.
    #[must_use]
    pub fn cleaned_by(mut self, sql: impl Into<String>) -> Self {
        self.cleanup = Some(sql.into());
        self
    }

    /// The same, losing data as the message says.
    #[must_use]
    pub fn losing(mut self, message: impl Into<String>) -> Self {
        self.loses = true;
        self.hazard("DELETES_DATA", message)
    }
}

/// How an object becomes another of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// By these statements, its dependents untouched.
    InPlace(Vec<Statement>),
    /// By these statements, once the dependents that [`Dialect::evicted`] names are out of the way.
    Evicting(Vec<Statement>),
    /// Only by being dropped and made again, and its dependents with it.
    Replace,
    /// As [`Alteration::Replace`], but a type that columns hold values of: [`Dialect::exchange`] moves them.
    Retype,
    /// Only by being set aside and made again, with the parts that its rows are divided into: the rows are
    /// copied ([`Dialect::refill`]).
    Rebuild,
    /// Not at all: the reason, and the way around it.
    Impossible(String),
}

/// What must wait until other objects are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finish {
    /// The statements.
    pub statements: Vec<Statement>,
    /// The objects that they need; those that there are no such of do not count.
    pub needs: Vec<ObjectId>,
}

/// How an object is begun where what it needs is not there yet, because that needs it in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Makes it as little as can be there then; of one that is there already, makes it that.
    pub first: Vec<Statement>,
    /// Makes that what it shall be.
    pub whole: Vec<Statement>,
    /// Whether it needs all the same things from the start, and only its rows wait.
    pub waits: bool,
}

/// A type, and what takes its place.
#[derive(Clone, Debug)]
pub struct Exchanged<'a> {
    /// As it is.
    pub old: (&'a ObjectId, &'a Object),
    /// As it shall be; of another kind, where that has its name.
    pub new: (&'a ObjectId, &'a Object),
    /// The parts that are folded into the new one.
    pub parts: Vec<(&'a ObjectId, &'a Object)>,
    /// The columns that are moved, as they are.
    pub holders: Vec<(&'a ObjectId, &'a Object)>,
    /// The columns of tables that are rebuilt: their values are moved as the rows are copied.
    pub copied: Vec<(&'a ObjectId, &'a Object)>,
}

/// How types are put in the places of others.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    /// Makes the new ones, and moves the columns.
    pub first: Vec<Statement>,
    /// Drops the old ones, once nothing holds their values any more.
    pub last: Vec<Statement>,
    /// As what the values of the columns are copied that are moved so.
    pub values: BTreeMap<ObjectId, String>,
}

/// The links that a part of an object is made after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Follows {
    /// The object's own, to others.
    pub own: bool,
    /// Those of others, to the object.
    pub others: bool,
}

/// The two sides of a change, for what must look around itself to write its SQL.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// The database as it is.
    pub before: &'a Schema,
    /// The database as it shall be.
    pub after: &'a Schema,
    /// Whether tables that are in use are changed in ways that block nobody for long.
    pub online: bool,
}

/// A type's text as renames have left it.
pub type Respelling<'a> = &'a dyn Fn(&str) -> String;

/// The pure half of an engine: objects in, SQL out. No connection, no clock, no file.
pub trait Dialect: Sync {
    /// Creates an object with those parts that are folded into it: `parts` are its children of
    /// which [`Dialect::folds`] is true, in the order in which they were written.
    fn create(
        &self,
        id: &ObjectId,
        object: &Object,
        parts: &[(&ObjectId, &Object)],
        sides: Sides<'_>,
    ) -> Vec<Statement>;

    /// Drops an object, its parts with it.
    fn drop(&self, id: &ObjectId, object: &Object, sides: Sides<'_>) -> Vec<Statement>;

    /// Makes one object into another.
    fn alter(&self, id: &ObjectId, before: &Object, after: &Object, sides: Sides<'_>) -> Alteration;

    /// The steps that make a column another beside itself, where altering it would write its table
    /// anew: `None` where it would not, the reason where it cannot be made so.
    fn shadow(
        &self,
        id: &ObjectId,
        before: &Object,
        after: &Object,
        sides: Sides<'_>,
    ) -> Option<Result<Vec<Statement>, String>> {
        let _ = (id, before, after, sides);
        None
    }

    /// Whether an object is what a [`Dialect::shadow`] that did not come to its end has left behind.
    fn is_left_over(&self, id: &ObjectId, before: &Schema) -> bool {
        let _ = (id, before);
        false
    }

    /// Whether it is a type that columns can hold values of, and other types can be made of.
    fn is_type(&self, object: &Object) -> bool {
        let _ = object;
        false
    }

    /// Puts types in the places of others, all at once, under the values of the columns that hold
    /// them. Each comes before those that are made of it.
    fn exchange(&self, types: &[Exchanged<'_>], sides: Sides<'_>) -> Exchange {
        let _ = (types, sides);
        Exchange::default()
    }

    /// Whether the type of a column is put in another's place only by making its table anew, since the table's rows
    /// are divided by it.
    fn immovable(&self, holder: &ObjectId, sides: Sides<'_>) -> bool {
        let _ = (holder, sides);
        false
    }

    /// Whether a part that is new, or another, comes only with a type that is put in its own one's place.
    fn renews_its_type(&self, part: &ObjectId, sides: Sides<'_>) -> bool {
        let _ = (part, sides);
        false
    }

    /// The tables that must change before this one does, of those that change too.
    fn changes_after(&self, id: &ObjectId, before: &Object, after: &Object, sides: Sides<'_>) -> Vec<ObjectId> {
        let _ = (id, before, after, sides);
        Vec::new()
    }

    /// What is left to do for an object when others are there; `before` is none where it is new.
    fn finish(&self, id: &ObjectId, before: Option<&Object>, after: &Object) -> Option<Finish> {
        let _ = (id, before, after);
        None
    }

    /// Whether what needs an object waits until that is finished ([`Dialect::finish`]), but for those
    /// that the object itself needs: a base type is begun, its functions are made, it is completed.
    fn completes(&self, object: &Object) -> bool {
        let _ = object;
        false
    }

    /// How an object is begun that needs others that need it; `old` is what is there. None for what
    /// can only be made at once.
    fn begin(&self, id: &ObjectId, old: Option<&Object>, new: &Entry, sides: Sides<'_>) -> Option<Begun> {
        let _ = (id, old, new, sides);
        None
    }

    /// Gives an object, or a member of it, its new name; on a server of that version, where types are spelled as the
    /// renames before have left them.
    fn rename(&self, from: &ObjectId, to: &ObjectId, object: &Object, there: (u32, Respelling<'_>)) -> Vec<Statement>;

    /// Whether a part can be made by the statement that creates its parent.
    fn folds(&self, id: &ObjectId, object: &Object) -> bool;

    /// Which links a part is made after; before all others. What a link would hand down, or look for, when
    /// it is made, and shall not.
    fn follows_links(&self, id: &ObjectId, object: &Object, after: &Schema) -> Follows {
        let _ = (id, object, after);
        Follows::default()
    }

    /// Whether this dependent stands in the way when what it depends on, `of`, is altered by
    /// [`Alteration::Evicting`].
    fn evicted(&self, dependent: &ObjectId, object: &Object, of: &ObjectId, sides: Sides<'_>) -> bool {
        let _ = (dependent, object, of, sides);
        false
    }

    /// Parts of others that the change of an object changes along with it, and what they are then: columns of
    /// typed tables.
    fn takes_along(
        &self,
        id: &ObjectId,
        before: &Object,
        after: &Object,
        sides: Sides<'_>,
    ) -> Vec<(ObjectId, Option<Object>)> {
        let _ = (id, before, after, sides);
        Vec::new()
    }

    /// What an heir is left with when this part goes from its own table alone, so that those below keep theirs with
    /// all that it holds; none where it goes from all.
    fn left_behind(&self, id: &ObjectId, heir: &Object, sides: Sides<'_>) -> Option<Object> {
        let _ = (id, heir, sides);
        None
    }

    /// Whether an heir's part becomes what it shall be before it is handed the change from `was` to `is`, which is
    /// merged with it then, and could not be made its own any more afterwards.
    fn comes_first(&self, link: &Object, was: &Object, is: &Object, own: (&Object, &Object), sides: Sides<'_>) -> bool {
        let _ = (link, was, is, own, sides);
        false
    }

    /// What an heir's part becomes by what one above hands down, where others above have that part too, as `others`
    /// say, and hold on to some of it. `own` is the part as it was.
    fn upheld(&self, state: Object, own: &Object, others: &[&Object], sides: Sides<'_>) -> Object {
        let _ = (own, others, sides);
        state
    }

    /// Whether a link says that what it leads from holds some of the rows of what it leads to.
    fn divides(&self, link: &Object) -> bool {
        let _ = link;
        false
    }

    /// Puts a table that is rebuilt, `root`, or one of those that its rows are divided into, out of the way
    /// with all its rows.
    fn set_aside(&self, id: &ObjectId, root: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let _ = (id, root, sides);
        Vec::new()
    }

    /// Copies the rows that were set aside into the table that took the place, and lets the old one go. `values` are
    /// what columns are copied as whose types are others of the same name by then.
    fn refill(&self, root: &ObjectId, values: &BTreeMap<ObjectId, String>, sides: Sides<'_>) -> Vec<Statement> {
        let _ = (root, values, sides);
        Vec::new()
    }

    /// The word that shares a name space with others: two objects with the same claim cannot be
    /// there at once, so one is dropped before the other is created.
    fn claim(&self, id: &ObjectId, object: &Object) -> Option<String>;

    /// What a table has one of, each as a word: a primary key, a constraint of that name. Two objects with the
    /// same word cannot be there at once.
    /// `schema` is the side that it is on.
    fn sole(&self, id: &ObjectId, object: &Object, schema: &Schema) -> Vec<String> {
        let _ = (id, object, schema);
        Vec::new()
    }

    /// An object, other than its parents, whose drop takes this one along: a sequence's column.
    fn dropped_with<'a>(&self, id: &ObjectId, object: &'a Object, sides: Sides<'a>) -> Option<&'a ObjectId> {
        let _ = (id, object, sides);
        None
    }

    /// What becomes of a part of the object that `link` is of when the same part of the object that
    /// the link leads to goes from `before` to `after`, and it was `heir` itself. The outer none
    /// where such a change is not handed down.
    fn handed_down(
        &self,
        link: &Object,
        before: Option<&Object>,
        after: Option<&Object>,
        heir: Option<&Object>,
        sides: Sides<'_>,
    ) -> Option<Option<Object>> {
        let _ = (link, before, after, heir, sides);
        None
    }

    /// Lets the live object say what the written one leaves to the server. `settled` is the
    /// written one in the server's words.
    fn adopt(&self, settled: &mut Object, written: &Object, live: &Object);

    /// What the server would show of those objects of a model that differ from a database, each with what it needs,
    /// where that is known without asking it: nothing else may come of them, no other object may be shown otherwise
    /// for them, nor for those that are `gone`, and the server may refuse none. None where only the server knows.
    fn foretell(
        &self,
        changed: &[(&ObjectId, &Object)],
        gone: &[&ObjectId],
        model: &Schema,
        live: &Schema,
    ) -> Option<Vec<Entry>> {
        let _ = (changed, gone, model, live);
        None
    }

    /// Takes back from what is wanted in the server's words what no statement brings that database to, and what
    /// means the same.
    fn concede(&self, wanted: &mut Schema, live: &Schema) {
        let _ = (wanted, live);
    }

    /// The objects of a database that others make and alter: what these profiles say is a
    /// platform's, and the tables that a model borrows. What a user adds to those is not theirs.
    fn platform(&self, live: &Schema, profiles: &[String], borrowed: &BTreeSet<ObjectId>) -> HashSet<ObjectId> {
        let _ = (live, profiles, borrowed);
        HashSet::default()
    }

    /// Takes out of a model what a database's server has no room for, and says so.
    fn fit(&self, model: &mut Schema, live: &Schema) -> Option<String> {
        let _ = (model, live);
        None
    }

    /// Whether what there is of this kind of facet is written out where the configuration asks for it alone
    /// (`manage`): it is about accounts that other installations do not have.
    fn is_optional(&self, kind: Kind) -> bool {
        let _ = kind;
        false
    }

    /// What lets a reader see what there is of a kind, where it may not.
    fn sight(&self, kind: Kind) -> String {
        format!("ask as someone who may see its {}", kind.plural())
    }

    /// Whether migrations speak of an object, where it is looked at.
    fn migrates(&self, id: &ObjectId) -> bool {
        !id.is_of_installation()
    }

    /// Whether a part does not go along with an object that gets another name.
    fn stays_behind(&self, part: &ObjectId) -> bool {
        let _ = part;
        false
    }

    /// Whether a dependent keeps the object `of` from getting another name: it goes before, and comes again.
    fn keeps_name(&self, dependent: &ObjectId, entry: &Entry, of: &ObjectId) -> bool {
        let _ = (dependent, entry, of);
        false
    }

    /// Says what a database holds in the terms of a model, where there are several that mean the same.
    fn align(&self, live: &mut Schema, model: &Schema) {
        let _ = (live, model);
    }

    /// What a session says before it runs a plan on such a database.
    fn preludes(&self, before: &Schema) -> &'static [&'static str] {
        let _ = before;
        &[]
    }

    /// Lets what an object, `of`, says of another follow that one's new name, where no server does.
    fn renamed_within(&self, object: &mut Object, of: &ObjectId, from: &ObjectId, to: &ObjectId) {
        let _ = (object, of, from, to);
    }

    /// Makes a role that can do nothing, unless there is one of that name: a stand-in on a scratch server.
    fn stub_role(&self, name: &str) -> String;

    /// Whether objects of this kind can get another name at all.
    fn renames(&self, kind: Kind) -> bool {
        let _ = kind;
        true
    }

    /// Whether what is folded into its parent's statement can be made by statements of its own later.
    fn unfolds(&self) -> bool {
        true
    }

    /// What no statement can do, each with the reason and the way around it.
    fn refusals(&self, sides: Sides<'_>) -> Vec<(ObjectId, String)> {
        let _ = sides;
        Vec::new()
    }

    /// A statement in words from which the server makes the very expressions that it had shown: some of its own
    /// spellings it reads as others.
    fn faithful(&self, sql: String) -> String {
        sql
    }

    /// Keeps an object that acts by itself from doing so: on a scratch server it would act on what is
    /// not there, and on what is elsewhere.
    fn still(&self, object: &mut Object) {
        let _ = object;
    }

    /// Lets an object that was kept still be read as it was written.
    fn rouse(&self, settled: &mut Object, written: &Object) {
        let _ = (settled, written);
    }

    /// A step's statements as a part of a script, as the server's own client reads it.
    fn spelled(&self, sql: &str) -> String {
        let sql = sql.trim_end();
        // A comment at the end would swallow the semicolon.
        let comment = sql.lines().next_back().is_some_and(|line| line.contains("--"));
        format!("{sql}{};", if comment { "\n" } else { "" })
    }

    /// What the server calls a relation where it tells what a statement took; none where an object is none.
    fn relation(&self, id: &ObjectId) -> Option<String>;

    /// Whether it has such objects.
    fn has(&self, kind: Kind) -> bool;

    /// Quotes an identifier where it needs quotes.
    fn quote(&self, name: &str) -> String;
}
