//! Reading a database: one read-only snapshot, a fixed number of set-wise catalog queries.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Connection as _, Executor, Row};

use super::connection::{Connection, fault};
use super::{describe, registry, sheet, unmodelled};
use crate::engine::{Reading, Showing, Spelling};
use crate::error::Fault;
use crate::model::{Kind, Name, Object, ObjectId, Options, Schema};

/// What a catalog row is about: its catalog's oid, its own oid, and the column's number or 0.
pub(super) type Address = (u32, u32, i32);

/// The catalogs' own oids, which are the same in every version (`pg_class.dat`).
pub(super) mod class {
    pub(in super::super) const TYPE: u32 = 1247;
    pub(in super::super) const ROUTINE: u32 = 1255;
    pub(in super::super) const RELATION: u32 = 1259;
    pub(in super::super) const ACCESS_METHOD: u32 = 2601;
    pub(in super::super) const MEMBER_OPERATOR: u32 = 2602;
    pub(in super::super) const MEMBER_FUNCTION: u32 = 2603;
    pub(in super::super) const DEFAULT: u32 = 2604;
    pub(in super::super) const CAST: u32 = 2605;
    pub(in super::super) const CONSTRAINT: u32 = 2606;
    pub(in super::super) const CONVERSION: u32 = 2607;
    pub(in super::super) const LANGUAGE: u32 = 2612;
    pub(in super::super) const SCHEMA: u32 = 2615;
    pub(in super::super) const OPERATOR_CLASS: u32 = 2616;
    pub(in super::super) const OPERATOR: u32 = 2617;
    pub(in super::super) const REWRITE: u32 = 2618;
    pub(in super::super) const TRIGGER: u32 = 2620;
    pub(in super::super) const OPERATOR_FAMILY: u32 = 2753;
    pub(in super::super) const POLICY: u32 = 3256;
    pub(in super::super) const STATISTICS: u32 = 3381;
    pub(in super::super) const COLLATION: u32 = 3456;
    pub(in super::super) const FOREIGN_SERVER: u32 = 1417;
    pub(in super::super) const USER_MAPPING: u32 = 1418;
    pub(in super::super) const FOREIGN_DATA_WRAPPER: u32 = 2328;
    pub(in super::super) const TRANSFORM: u32 = 3576;
    pub(in super::super) const TEXT_SEARCH_DICTIONARY: u32 = 3600;
    pub(in super::super) const TEXT_SEARCH_PARSER: u32 = 3601;
    pub(in super::super) const TEXT_SEARCH_CONFIGURATION: u32 = 3602;
    pub(in super::super) const TEXT_SEARCH_TEMPLATE: u32 = 3764;
    pub(in super::super) const EVENT_TRIGGER: u32 = 3466;
    pub(in super::super) const SUBSCRIPTION: u32 = 6100;
    pub(in super::super) const PUBLICATION: u32 = 6104;
    pub(in super::super) const PUBLICATION_TABLE: u32 = 6106;
    pub(in super::super) const ROLE: u32 = 1260;
    pub(in super::super) const DATABASE: u32 = 1262;
    pub(in super::super) const DEFAULT_ACL: u32 = 826;
    pub(in super::super) const EXTENSION: u32 = 3079;
}

/// What has been read so far.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) schema: Schema,
    ids: HashMap<Address, ObjectId>,
    relations: HashMap<u32, Arc<ObjectId>>,
    columns: HashMap<(u32, i16), Name>,
    members: HashMap<Address, ObjectId>,
    /// Sequences with the table and the number of the column that own them.
    pub(super) owners: Vec<(ObjectId, (u32, i16))>,
    /// Indexes of partitions with the index of the partitioned table, by its oid.
    pub(super) attached: Vec<(ObjectId, u32)>,
}

impl Reader {
    /// Adds an object under the address by which other catalogs refer to it.
    pub(super) fn add(&mut self, address: Address, id: ObjectId, object: impl Into<Object>) {
        self.ids.insert(address, id.clone());
        self.schema.insert(id, object, None);
    }

    /// Adds a relation, whose parts are read later.
    pub(super) fn add_relation(&mut self, oid: u32, id: ObjectId, object: impl Into<Object>) {
        self.relations.insert(oid, Arc::new(id.clone()));
        self.add((class::RELATION, oid, 0), id, object);
    }

    /// Adds a sequence, whose owner is known once columns have been read.
    pub(super) fn add_sequence(
        &mut self,
        address: Address,
        id: ObjectId,
        object: impl Into<Object>,
        owner: (u32, i16),
    ) {
        if owner.0 != 0 {
            self.owners.push((id.clone(), owner));
        }
        self.add(address, id, object);
    }

    /// Remembers another address of an object that is there.
    pub(super) fn alias(&mut self, address: Address, id: &ObjectId) {
        self.ids.insert(address, id.clone());
    }

    /// The relation of that oid; none where it is not modelled or was left out.
    pub(super) fn relation(&self, oid: u32) -> Option<&Arc<ObjectId>> {
        self.relations.get(&oid)
    }

    /// The object at an address.
    pub(super) fn at(&self, address: Address) -> Option<&ObjectId> {
        self.ids.get(&address)
    }

    /// The entry of an object that was read before.
    pub(super) fn entry(&mut self, id: &ObjectId) -> Option<&mut crate::model::Entry> {
        self.schema.objects.get_mut(id)
    }

    /// Remembers a column's name.
    pub(super) fn add_column(&mut self, table: u32, number: i16, name: Name) {
        self.columns.insert((table, number), name);
    }

    /// A column's name; empty where it is an expression (number 0).
    pub(super) fn column(&self, table: u32, number: i16) -> String {
        self.columns.get(&(table, number)).map(|name| name.to_string()).unwrap_or_default()
    }

    /// The names of columns by their numbers.
    pub(super) fn column_names(&self, table: u32, numbers: &[i16]) -> Vec<String> {
        numbers.iter().map(|number| self.column(table, *number)).collect()
    }

    /// Remembers a member of an extension, which is no object.
    pub(super) fn add_member(&mut self, address: Address, id: ObjectId) {
        self.members.insert(address, id);
    }

    /// The object at an address, or the member of an extension.
    pub(super) fn grantable(&self, address: Address) -> Option<&ObjectId> {
        self.ids.get(&address).or_else(|| self.members.get(&address))
    }

    /// Reports what has no place in the model.
    pub(super) fn leave_out(&mut self, kind: &str, id: &ObjectId) {
        self.schema.unmodelled.push(crate::model::Unmodelled { kind: kind.to_owned(), name: id.to_string() });
    }

    fn comment(&mut self, row: &PgRow) -> Result<(), Fault> {
        let (class, object, part): (Oid, Oid, i32) = (row.value("class")?, row.value("object")?, row.value("part")?);
        if let Some(id) = self.ids.get(&(class.0, object.0, part)).cloned() {
            // A constraint and the index behind it may each have one.
            let of_index = class.0 == class::RELATION && matches!(id.kind, Kind::Unique | Kind::Exclusion);
            let id = ObjectId::child(&Arc::new(id), Kind::Comment, if of_index { "index" } else { "" });
            self.schema.insert(id, crate::model::Comment { text: row.value("text")? }, None);
        }
        Ok(())
    }

    /// Gives every object what the catalog says it needs.
    fn depend(&mut self, rows: &[PgRow]) -> Result<(), Fault> {
        let mut edges = Vec::with_capacity(rows.len());
        let mut stands_for: HashMap<Address, Address> = HashMap::new();
        for row in rows {
            let (class, object): (Oid, Oid) = (row.value("class")?, row.value("object")?);
            let (ref_class, referenced): (Oid, Oid) = (row.value("referenced_class")?, row.value("referenced")?);
            let from = (class.0, object.0, row.value("part")?);
            let to = (ref_class.0, referenced.0, row.value("referenced_part")?);
            let kind: String = row.value("type")?;
            if kind == "a" && self.ids.get(&from).is_some_and(|id| id.kind == Kind::Sequence) {
                // Ownership: the sequence is there before its column, see `model::Sequence`.
                continue;
            }
            if !self.ids.contains_key(&from) && matches!(kind.as_str(), "i" | "e") {
                // A row type, an array type, an index behind a constraint, an extension's member, a
                // member of an operator class.
                stands_for.insert(from, to);
            }
            if to.0 == class::OPERATOR_FAMILY && matches!(from.0, class::MEMBER_OPERATOR | class::MEMBER_FUNCTION) {
                // A loose member; the operator or function that it is goes its own way.
                stands_for.entry(from).or_insert(to);
            }
            edges.push((from, to));
        }
        let resolve = |address: Address| -> Option<&ObjectId> {
            let mut address = address;
            for _ in 0..8 {
                if let Some(id) = self.ids.get(&address) {
                    // A view's column stands for its view.
                    return self.schema.objects.get_key_value(id).map(|(id, _)| id).or_else(|| self.schema.holder(id));
                }
                address = match stands_for.get(&address) {
                    Some(next) => *next,
                    None if address.2 != 0 => (address.0, address.1, 0),
                    None => return None,
                };
            }
            None
        };
        let mut found: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
        for (from, to) in edges {
            if let (Some(from), Some(to)) = (resolve(from), resolve(to)) {
                // A part needs its parent anyway, and a parent does not need its parts.
                if from != to && !to.is_within(from) && !from.is_within(to) {
                    found.entry(from.clone()).or_default().push(to.clone());
                }
            }
        }
        let of_base_types: HashSet<ObjectId> =
            found.iter().filter(|(id, _)| id.kind == Kind::BaseType).flat_map(|(_, needs)| needs.clone()).collect();
        for (id, mut depends) in found {
            if id.kind == Kind::Domain {
                // The functions of the type below are its own too, and change with that.
                depends.retain(|needed| needed.kind != Kind::Routine || !of_base_types.contains(needed));
            }
            depends.sort();
            depends.dedup();
            if let Some(entry) = self.schema.objects.get_mut(&id) {
                entry.depends = depends;
            }
        }
        Ok(())
    }
}

impl Connection {
    /// Reads the whole database as a schema.
    ///
    /// # Errors
    /// When the connection breaks, or the server answers otherwise than its documentation says.
    pub async fn introspect(&mut self, reading: &Reading) -> Result<Schema, Fault> {
        let version = self.version();
        let mut transaction = self.session.begin_with(BEGIN).await.map_err(|error| fault(&error))?;
        let pretty = reading.spelling == Spelling::Display;
        if !pretty {
            transaction.execute("SET LOCAL search_path = ''").await.map_err(|error| fault(&error))?;
        }
        const ASK: &str = "SELECT current_schemas(false)::text[], has_table_privilege('pg_catalog.pg_subscription', 'SELECT'), \
             current_user::text, CASE WHEN current_setting('server_version_num')::int < 150000 \
             THEN pg_get_userbyid(10)::text ELSE 'pg_database_owner' END";
        let path = transaction.fetch_one(ASK).await.map_err(|error| fault(&error))?;
        let mut reader = Reader::default();
        reader.schema.search_path = path.value_at(0)?;
        reader.schema.reader = Some(path.value_at(2)?);
        reader.schema.founder = Some(path.value_at(3)?);
        reader.schema.major = version / 10_000;
        let readable: bool = path.value_at(1)?;
        let mut ask = async |text: &str| -> Result<Vec<PgRow>, Fault> {
            // The text is one of our own files, fitted to the server's version; values are bound.
            let fitted = fit(text, version, readable);
            let takes = fitted.contains("$1");
            let query = sqlx::query(AssertSqlSafe(fitted));
            let query = if takes { query.bind(&reading.schemas).bind(pretty) } else { query };
            query.persistent(false).fetch_all(&mut *transaction).await.map_err(|error| {
                fault(&error)
                    .detail(format!("while reading the catalog with: {}", text.lines().next().unwrap_or_default()))
            })
        };
        if reading.showing == Showing::Objects {
            let cluster = registry::CLUSTER_READERS.iter().filter(|_| reading.roles);
            for (query, read) in cluster.chain(registry::READERS) {
                for row in ask(query).await? {
                    read(&row, &mut reader)?;
                }
            }
            super::sequence::own(&mut reader);
            super::partition::attach_indexes(&mut reader);
            for row in ask(include_str!("catalog/comment.sql")).await? {
                reader.comment(&row)?;
            }
            let rows = ask(include_str!("catalog/depend.sql")).await?;
            reader.depend(&rows)?;
        }
        for row in ask(unmodelled::QUERY).await? {
            reader.schema.unmodelled.push(unmodelled::read(&row)?);
        }
        match reading.showing {
            // Statements are asked of no PostgreSQL.
            Showing::Objects | Showing::Statements => {}
            Showing::Client(layout) => {
                let mut describer = describe::Describer::new(layout, version);
                for row in ask(describe::QUERY).await? {
                    describer.relation(&row)?;
                }
                for part in describer.parts() {
                    for row in ask(part.query).await? {
                        describer.part(part, &row)?;
                    }
                }
                reader.schema.descriptions = describer.finish();
            }
            Showing::Sheets => {
                let mut sheets = sheet::Sheets::default();
                for row in ask(sheet::QUERY).await? {
                    sheets.table(&row)?;
                }
                for (query, read) in sheet::PARTS {
                    for row in ask(query).await? {
                        sheets.part(*read, &row)?;
                    }
                }
                reader.schema.sheets = sheets.finish();
            }
        }
        transaction.rollback().await.map_err(|error| fault(&error))?;
        Ok(reader.schema)
    }
}

const BEGIN: &str = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// The condition that a relation is a table of the kinds that are modelled.
fn table(c: &str) -> String {
    format!("({c}.relkind IN ('r', 'p', 'f') AND {c}.relpersistence <> 't')")
}

/// Fits a catalog query to a server: lines marked `-- since N` or `-- before N` stay or go by
/// `server_version_num`; those marked `-- if readable` or `-- if unreadable` by whether the one who
/// asks may read all of `pg_subscription`; and the few phrases that every file needs are spelled out.
fn fit(text: &str, version: u32, readable: bool) -> String {
    let holds = |line: &&str| {
        let Some((_, marks)) = line.rsplit_once("-- ") else { return true };
        let words: Vec<&str> = marks.split(' ').collect();
        words.chunks(2).all(|pair| match pair {
            ["since", number] => number.parse().is_ok_and(|number: u32| version >= number),
            ["before", number] => number.parse().is_ok_and(|number: u32| version < number),
            ["if", "readable"] => readable,
            ["if", "unreadable"] => !readable,
            _ => true,
        })
    };
    let text = text.lines().filter(holds).collect::<Vec<_>>().join("\n");
    let mut fitted = String::new();
    let mut rest = text.as_str();
    while let Some((start, tail)) = rest.split_once('{') {
        fitted.push_str(start);
        let Some((phrase, end)) = tail.split_once('}') else { break };
        rest = end;
        let words: Vec<&str> = phrase.split(' ').collect();
        let spelled = match words.as_slice() {
            // Neither the system's nor a session's own, and asked for. `$2` is named so that every
            // query that takes parameters takes the same two.
            ["schema", n] => format!(
                "({n}.nspname !~ '^pg_' AND {n}.nspname <> 'information_schema' \
                 AND (cardinality($1::text[]) = 0 OR {n}.nspname = ANY ($1)) AND $2::bool IS NOT NULL)"
            ),
            // No extension's member.
            ["own", class, row] => format!(
                "NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = '{class}'::regclass \
                 AND m.objid = {row}.oid AND m.deptype = 'e')"
            ),
            // Whatever can have triggers, rules and indexes.
            ["relation", c] => format!("({} OR {c}.relkind IN ('v', 'm'))", table(c)),
            // A table of the kinds that are modelled; `unmodelled` names the others.
            ["table", c] => table(c),
            // An empty array, or whatever else is no phrase of ours.
            _ => format!("{{{phrase}}}"),
        };
        fitted.push_str(&spelled);
    }
    fitted.push_str(rest);
    fitted
}

/// An object's number in the server.
pub(super) type Oid = sqlx::postgres::types::Oid;

/// Reading a row by its columns' names, with our own errors.
pub(super) trait Get {
    /// The value of a column.
    fn value<'r, T>(&'r self, column: &str) -> Result<T, Fault>
    where
        T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>;

    /// The value of a column by its place.
    fn value_at<'r, T>(&'r self, column: usize) -> Result<T, Fault>
    where
        T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>;

    /// A column of `name=value` texts, as `reloptions` and its like hold them.
    fn options(&self, column: &str) -> Result<Options, Fault> {
        let texts: Option<Vec<String>> = self.value(column)?;
        let pair = |text: String| match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.to_owned()),
            None => (text, String::new()),
        };
        Ok(texts.unwrap_or_default().into_iter().map(pair).collect())
    }

    /// The oid in a column, where the row has such a column.
    fn try_oid(&self, column: &str) -> Option<u32> {
        self.value::<Option<Oid>>(column).ok()?.map(|oid| oid.0)
    }

    /// The oid in a column, 0 for NULL.
    fn oid(&self, column: &str) -> Result<u32, Fault> {
        Ok(self.value::<Option<Oid>>(column)?.map_or(0, |oid| oid.0))
    }
}

impl Get for PgRow {
    fn value<'r, T>(&'r self, column: &str) -> Result<T, Fault>
    where
        T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        self.try_get(column).map_err(|error| fault(&error))
    }

    fn value_at<'r, T>(&'r self, column: usize) -> Result<T, Fault>
    where
        T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        self.try_get(column).map_err(|error| fault(&error))
    }
}

/// Strips the parentheses that enclose a whole expression.
pub(super) fn unwrapped(text: &str) -> &str {
    let mut text = text;
    // The pair must be each other's: `(a) OR (b)` begins and ends with one, too.
    while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
        && super::scan::balanced(inner)
    {
        text = inner;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outer_parentheses_go_only_when_they_match() {
        assert_eq!(unwrapped("(a > 0)"), "a > 0");
        assert_eq!(unwrapped("((a ->> 'b'))"), "a ->> 'b'");
        assert_eq!(unwrapped("(a > 0) OR (b > 0)"), "(a > 0) OR (b > 0)");
        assert_eq!(unwrapped("(a = ')')"), "a = ')'");
        assert_eq!(unwrapped("now()"), "now()");
    }

    #[test]
    fn lines_stay_or_go_by_version() {
        assert_eq!(fit("a -- since 150000 before 160000", 160_000, true), "");
        let text = "a\nb -- since 150000\nc -- before 150000";
        assert_eq!(fit(text, 150_002, true), "a\nb -- since 150000");
        assert_eq!(fit(text, 140_000, true), "a\nc -- before 150000");
        assert_eq!(
            fit("a -- if readable\nb -- before 140000 if unreadable", 130_000, false),
            "b -- before 140000 if unreadable"
        );
    }
}
