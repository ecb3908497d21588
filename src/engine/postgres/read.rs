//! Reading a database: one read-only snapshot, a fixed number of set-wise catalog queries.

use sqlx::Row;
use sqlx::postgres::PgRow;

use super::ask::Answers;
use super::connection::{Connection, fault};
use super::{comment, depend, describe, registry, sheet, unmodelled};
use crate::engine::{Reading, Showing};
use crate::error::Fault;
use crate::model::hashed::HashMap;
use crate::model::{Name, Object, ObjectId, Options, Schema};

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
    /// Each with its place among the objects, of which none goes while they are read; none where it is not one.
    ids: HashMap<Address, (ObjectId, Option<usize>)>,
    relations: HashMap<u32, ObjectId>,
    columns: HashMap<(u32, i16), Name>,
    members: HashMap<Address, ObjectId>,
    /// Sequences with the table and the number of the column that own them.
    pub(super) owners: Vec<(ObjectId, (u32, i16))>,
    /// The first table of each of Citus's groups that was read.
    groups: HashMap<i32, ObjectId>,
    /// Indexes of partitions with the index of the partitioned table, by its oid.
    pub(super) attached: Vec<(ObjectId, u32)>,
}

impl Reader {
    /// Adds an object under the address by which other catalogs refer to it.
    pub(super) fn add(&mut self, address: Address, id: ObjectId, object: impl Into<Object>) {
        let at = match self.schema.insert(id.clone(), object, None) {
            None => self.schema.objects.len().checked_sub(1),
            Some(_) => self.schema.objects.get_index_of(&id),
        };
        self.ids.insert(address, (id, at));
    }

    /// Adds a relation, whose parts are read later.
    pub(super) fn add_relation(&mut self, oid: u32, id: ObjectId, object: impl Into<Object>) {
        self.relations.insert(oid, id.clone());
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
        let at = self.schema.objects.get_index_of(id);
        self.ids.insert(address, (id.clone(), at));
    }

    /// The relation of that oid; none where it is not modelled or was left out.
    pub(super) fn relation(&self, oid: u32) -> Option<&ObjectId> {
        self.relations.get(&oid)
    }

    /// The object at an address.
    pub(super) fn at(&self, address: Address) -> Option<&ObjectId> {
        self.ids.get(&address).map(|(id, _)| id)
    }

    /// The same with its place among the objects, where that is known.
    pub(super) fn found(&self, address: Address) -> Option<(&ObjectId, Option<usize>)> {
        self.ids.get(&address).map(|(id, at)| (id, *at))
    }

    /// The entry of an object that was read before.
    pub(super) fn entry(&mut self, id: &ObjectId) -> Option<&mut crate::model::Entry> {
        self.schema.objects.get_mut(id)
    }

    /// Remembers a column's name.
    pub(super) fn add_column(&mut self, table: u32, number: i16, name: Name) {
        self.columns.insert((table, number), name);
    }

    /// The first table of a group; none for that one itself.
    pub(super) fn group(&mut self, group: i32, table: &ObjectId) -> Option<ObjectId> {
        let first = self.groups.entry(group).or_insert_with(|| table.clone());
        (first != table).then(|| first.clone())
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
        self.at(address).or_else(|| self.members.get(&address))
    }

    /// Reports what has no place in the model.
    pub(super) fn leave_out(&mut self, kind: &str, id: &ObjectId) {
        self.schema.unmodelled.push(crate::model::Unmodelled { kind: kind.to_owned(), name: id.to_string() });
    }

    async fn unmodelled(&mut self, answers: &mut Answers<'_>) -> Result<(), Fault> {
        let unmodelled = &mut self.schema.unmodelled;
        answers
            .each(unmodelled::QUERY, |row| {
                unmodelled.push(unmodelled::read(row)?);
                Ok(())
            })
            .await
    }
}

impl Connection {
    /// Reads the whole database as a schema.
    ///
    /// # Errors
    /// When the connection breaks, or the server answers otherwise than its documentation says.
    pub async fn introspect(&mut self, reading: &Reading) -> Result<Schema, Fault> {
        let read = self.read(reading).await;
        if read.is_err() {
            // What failed is what is told, not that the session may be gone with it.
            let _ = self.execute("ROLLBACK").await;
        }
        read
    }

    async fn read(&mut self, reading: &Reading) -> Result<Schema, Fault> {
        let version = self.version();
        let first = self.begin_reading(reading.spelling).await?;
        let mut reader = Reader::default();
        reader.schema.search_path = first.search_path.clone();
        reader.schema.reader = Some(first.reader.clone());
        reader.schema.founder = Some(first.founder.clone());
        reader.schema.major = version / 10_000;
        reader.schema.citus = first.citus;
        match reading.showing {
            // Statements are asked of no PostgreSQL.
            Showing::Statements => {
                let mut answers = self.ask(&[unmodelled::QUERY], &first, reading).await;
                reader.unmodelled(&mut answers).await?;
                answers.finish().await?;
            }
            Showing::Objects => {
                let cluster = registry::CLUSTER_READERS.iter().filter(|_| reading.roles);
                let citus = registry::CITUS_READERS.iter().filter(|_| first.citus.installed);
                let columnar = registry::COLUMNAR_READERS.iter().filter(|_| first.citus.columnar);
                reader.schema.objects.reserve(first.objects);
                let readers: Vec<_> = cluster.chain(registry::READERS).chain(columnar).chain(citus).collect();
                let mut questions: Vec<&'static str> = readers.iter().map(|(question, _)| *question).collect();
                questions.extend([comment::QUERY, depend::QUERY, unmodelled::QUERY]);
                let mut answers = self.ask(&questions, &first, reading).await;
                for (question, read) in readers {
                    answers.each(question, |row| read(row, &mut reader)).await?;
                }
                super::sequence::own(&mut reader);
                super::partition::attach_indexes(&mut reader);
                answers.each(comment::QUERY, |row| comment::read(row, &mut reader)).await?;
                let mut dependencies = depend::Dependencies::default();
                answers.each(depend::QUERY, |row| dependencies.take(row, &reader)).await?;
                dependencies.give(&mut reader);
                reader.unmodelled(&mut answers).await?;
                answers.finish().await?;
            }
            Showing::Client(layout) => {
                let mut describer = describe::Describer::new(layout, version);
                let parts: Vec<&'static describe::Part> = describer.parts().collect();
                let mut questions = vec![unmodelled::QUERY, describe::QUERY];
                questions.extend(parts.iter().map(|part| part.query));
                let mut answers = self.ask(&questions, &first, reading).await;
                reader.unmodelled(&mut answers).await?;
                answers.each(describe::QUERY, |row| describer.relation(row)).await?;
                for part in parts {
                    answers.each(part.query, |row| describer.part(part, row)).await?;
                }
                answers.finish().await?;
                reader.schema.descriptions = describer.finish();
            }
            Showing::Sheets => {
                let mut sheets = sheet::Sheets::default();
                let mut questions = vec![unmodelled::QUERY, sheet::QUERY];
                questions.extend(sheet::PARTS.iter().map(|(question, _)| *question));
                let mut answers = self.ask(&questions, &first, reading).await;
                reader.unmodelled(&mut answers).await?;
                answers.each(sheet::QUERY, |row| sheets.table(row)).await?;
                for (question, read) in sheet::PARTS {
                    answers.each(question, |row| sheets.part(*read, row)).await?;
                }
                answers.finish().await?;
                reader.schema.sheets = sheets.finish();
            }
        }
        Ok(reader.schema)
    }
}

/// An object's number in the server.
pub(super) type Oid = sqlx::postgres::types::Oid;

/// Reading a row by its columns' names, with our own errors.
pub(super) trait Get {
    /// The value of a column.
    fn value<'r, T>(&'r self, column: &str) -> Result<T, Fault>
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
}
