//! Grants on a database and on what is in it, as the server's own tables hold them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::connection::{Connection, Flavour};
use super::quote::{ident, literal};
use super::sql::{Part, Sql, is_mariadb, relation};
use super::{account, privilege};
use crate::engine::grants::grants;
use crate::engine::hazards::{AUTHORIZATION_NARROWED, AUTHORIZATION_WIDENED};
use crate::engine::{Alteration, Row, Sides, Statement};
use crate::model::{Grant, Granting, Kind, Name, Object, ObjectId, Schema, Unmodelled};

/// What lets a reader see all grants.
pub(super) const SIGHT: &str =
    "let it read them, `GRANT SELECT ON mysql.* TO …`, or leave `grants` out of the model and of `manage`";

/// In one message: what columns `mysql.db` has and what the others' sets hold; the accounts and roles; the grants.
/// The database's name is a pattern in `mysql.db`: spelled out, or with its wildcards escaped. Any other
/// pattern is about more than one database and no part of this one.
const QUERY: &str = r"
SELECT 'column', TABLE_NAME, COLUMN_NAME, COLUMN_TYPE FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = 'mysql' AND TABLE_NAME IN ('db', 'tables_priv', 'columns_priv', 'procs_priv')
ORDER BY TABLE_NAME, ORDINAL_POSITION;
SHOW GLOBAL VARIABLES LIKE 'partial\_revokes';
SELECT 'account', User, Host FROM mysql.user;
SELECT 'database', db.* FROM mysql.db
WHERE Db IN (DATABASE(), REPLACE(REPLACE(DATABASE(), '_', '\\_'), '%', '\\%'));
SELECT 'table', User, Host, Table_name, Table_priv FROM mysql.tables_priv
WHERE Db = DATABASE() AND Table_priv <> '';
SELECT 'part', User, Host, Table_name, Column_name, Column_priv FROM mysql.columns_priv
WHERE Db = DATABASE() AND Column_priv <> '';
SELECT 'routine', User, Host, Routine_name, Routine_type, Proc_priv FROM mysql.procs_priv
WHERE Db = DATABASE() AND Proc_priv <> '' AND Routine_type IN ('FUNCTION', 'PROCEDURE')";

impl Connection {
    /// Adds the grants. Who may not read them reads everything else.
    pub(super) async fn read_grants(&mut self, schema: &mut Schema) {
        match self.texts(QUERY).await {
            Ok(rows) => {
                let roles = self.flavour() == Flavour::Mariadb;
                let everyone = roles && self.version() >= 101_100;
                Reader::new(schema, roles, everyone).read(&rows);
            }
            Err(fault) => _ = schema.hidden.insert(Kind::Grant, fault.message),
        }
    }
}

struct Reader<'a> {
    schema: &'a mut Schema,
    /// Whether what has no host is a role.
    roles: bool,
    /// The columns of `mysql.db`.
    columns: Vec<String>,
    granting: Granting,
    found: BTreeMap<ObjectId, BTreeSet<String>>,
}

impl<'a> Reader<'a> {
    fn new(schema: &'a mut Schema, roles: bool, everyone: bool) -> Self {
        let mut granting = Granting::default();
        if everyone {
            granting.grantees.insert((Name::default(), Grant::ROLE.into()));
        }
        Self { schema, roles, columns: Vec::new(), granting, found: BTreeMap::new() }
    }

    fn read(mut self, rows: &[Row]) {
        for row in rows {
            let text = |index: usize| row.text(index).unwrap_or_default();
            match text(0) {
                "column" => self.column(text(1), text(2), text(3)),
                "partial_revokes" => self.granting.literal = text(1) == "ON",
                "account" => _ = self.granting.grantees.insert(self.grantee(text(1), text(2))),
                "database" => self.database(row),
                "table" => match self.relation(text(3)) {
                    Some(table) => _ = self.add(&table, text(1), text(2), words(text(4), ",")),
                    None => self.left("table", text(3), text(1), text(2), &words(text(4), ",")),
                },
                "part" => match self.relation(text(3)).and_then(|table| self.column_of(&table, text(4))) {
                    Some(column) => _ = self.add(&column, text(1), text(2), words(text(5), ",")),
                    None => {
                        let column = format!("{}.{}", text(3), text(4));
                        self.left("column", &column, text(1), text(2), &words(text(5), ","));
                    }
                },
                _ => {
                    let kind = if text(4) == "FUNCTION" { Kind::Function } else { Kind::Procedure };
                    match self.named(&[kind], text(3)) {
                        Some(routine) => _ = self.add(&routine, text(1), text(2), words(text(5), ",")),
                        None => {
                            let what = text(4).to_ascii_lowercase();
                            self.left(&what, text(3), text(1), text(2), &words(text(5), ","));
                        }
                    }
                }
            }
        }
        for (id, privileges) in self.found {
            let grant = Grant { privileges: privileges.into_iter().collect(), ..Grant::default() };
            self.schema.insert(id, grant, None);
        }
        self.schema.granting = Some(self.granting);
    }

    /// What columns there are, or what a column can hold, is what can be granted.
    fn column(&mut self, table: &str, column: &str, sort: &str) {
        let (kinds, words): (&[Kind], Vec<String>) = match (table, column) {
            ("db", _) => {
                self.columns.push(column.to_owned());
                let is_privilege = column.ends_with("_priv");
                (&[Kind::Database], is_privilege.then(|| privilege::of_catalog(column)).into_iter().collect())
            }
            ("tables_priv", "Table_priv") => (&[Kind::Table, Kind::View, Kind::Sequence], set(sort)),
            ("columns_priv", "Column_priv") => (&[Kind::Column], set(sort)),
            ("procs_priv", "Proc_priv") => (&[Kind::Function, Kind::Procedure], set(sort)),
            _ => return,
        };
        for kind in kinds {
            self.granting.privileges.entry(*kind).or_default().extend(words.iter().cloned());
        }
    }

    /// A row of `mysql.db`: a column for each privilege.
    fn database(&mut self, row: &Row) {
        let (mut user, mut host, mut pattern) = ("", "", "");
        let mut privileges = Vec::new();
        for (index, column) in self.columns.iter().enumerate() {
            let value = row.text(index + 1).unwrap_or_default();
            match column.as_str() {
                "User" => user = value,
                "Host" => host = value,
                "Db" => pattern = value,
                _ if value == "Y" => privileges.push(privilege::of_catalog(column)),
                _ => {}
            }
        }
        // Where names are no patterns, one that is escaped is another's.
        if self.granting.literal && self.schema.database.as_deref().is_some_and(|name| name != pattern) {
            return;
        }
        let id = self.add(&ObjectId::database(), user, host, privileges);
        self.granting.patterns.entry(id).or_default().push(pattern.to_owned());
    }

    fn grantee(&self, user: &str, host: &str) -> (Name, Name) {
        match (host, user) {
            ("", "PUBLIC") if self.roles => (Name::default(), Grant::ROLE.into()),
            ("", _) if self.roles => (user.into(), Grant::ROLE.into()),
            _ => (user.into(), format!("@{host}").into()),
        }
    }

    fn add(&mut self, on: &ObjectId, user: &str, host: &str, privileges: Vec<String>) -> ObjectId {
        let (name, signature) = self.grantee(user, host);
        let id = ObjectId::child(on, Kind::Grant, name).with_signature(signature);
        self.found.entry(id.clone()).or_default().extend(privileges);
        id
    }

    fn relation(&self, name: &str) -> Option<ObjectId> {
        self.named(&[Kind::Table, Kind::View, Kind::Sequence], name)
    }

    /// A column of a table or view; what a view's are called its text alone says.
    fn column_of(&self, relation: &ObjectId, name: &str) -> Option<ObjectId> {
        let id = ObjectId::child(relation, Kind::Column, name);
        if relation.kind == Kind::View || self.schema.get(&id).is_some() {
            return Some(id);
        }
        let own = self.schema.objects.keys().filter(|id| id.kind == Kind::Column && id.parent() == Some(relation));
        own.into_iter().find(|id| id.name.to_lowercase() == name.to_lowercase()).cloned()
    }

    /// What the server keeps of a name that is gone: it waits for whatever takes that name.
    fn left(&mut self, what: &str, name: &str, user: &str, host: &str, privileges: &[String]) {
        let (user, signature) = self.grantee(user, host);
        let account = account::spell(&user, signature.strip_prefix('@'));
        let name = format!("of {} on {what} {name}, which is gone, to {account}", privileges.join(", "));
        self.schema.unmodelled.push(Unmodelled { kind: Kind::Grant.to_string(), name });
    }

    /// What has a name; what is gone has none, and its grants wait for another of that name.
    fn named(&self, kinds: &[Kind], name: &str) -> Option<ObjectId> {
        let exact = kinds.iter().map(|kind| ObjectId::in_schema(*kind, "", name));
        let exact = exact.into_iter().find(|id| self.schema.get(id).is_some());
        let is_folded = |id: &&ObjectId| {
            id.parent().is_none() && kinds.contains(&id.kind) && id.name.to_lowercase() == name.to_lowercase()
        };
        exact.or_else(|| self.schema.objects.keys().find(is_folded).cloned())
    }
}

/// The words of a set's value.
fn words(text: &str, separator: &str) -> Vec<String> {
    text.split(separator).filter(|word| !word.is_empty()).map(privilege::of_catalog).collect()
}

/// What a column of the type `set('Select','Insert')` can hold.
fn set(sort: &str) -> Vec<String> {
    let inner = sort.trim_start_matches("set(").trim_end_matches(')').trim_matches('\'');
    words(inner, "','")
}

/// Lets a model say what it says in the server's terms: an account without a host, all privileges.
pub(super) fn fit(model: &mut Schema, live: &Schema) {
    let Some(granting) = &live.granting else { return };
    let is_account = |id: &ObjectId| {
        let is_role = *id.signature == *Grant::ROLE && !id.name.is_empty();
        id.kind == Kind::Grant && is_role && !granting.grantees.contains(&(Arc::clone(&id.name), Grant::ROLE.into()))
    };
    let objects = std::mem::take(&mut model.objects);
    for (mut id, mut entry) in objects {
        if is_account(&id) {
            id = id.with_signature("@%");
        }
        if let (Object::Grant(grant), Some(on)) = (&mut entry.object, id.parent())
            && let Some(there) = granting.privileges.get(&on.kind)
        {
            grant.privileges = privilege::expanded(&grant.privileges, there);
        }
        model.objects.insert(id, entry);
    }
}

/// The grants that the server would refuse, or understand as the making of an account.
pub(super) fn refusals(sides: Sides<'_>) -> Vec<(ObjectId, String)> {
    let Some(granting) = &sides.before.granting else { return Vec::new() };
    let mut refused = Vec::new();
    for (id, entry) in &sides.after.objects {
        let (Object::Grant(grant), Some(on)) = (&entry.object, id.parent()) else { continue };
        if sides.before.get(id) == Some(&entry.object) {
            continue;
        }
        if !granting.grantees.contains(&(Arc::clone(&id.name), Arc::clone(&id.signature))) {
            refused.push((id.clone(), missing(id)));
        } else if let Some(there) = granting.privileges.get(&on.kind)
            && let Some(word) = grant.privileges.iter().find(|word| !there.contains(*word))
        {
            refused.push((id.clone(), format!("this server knows no `{word}` on a {}: leave it out", on.kind)));
        }
    }
    refused
}

fn missing(id: &ObjectId) -> String {
    if id.name.is_empty() && *id.signature == *Grant::ROLE {
        return "this server cannot grant to PUBLIC: MariaDB 10.11 and later can; name the accounts or a role"
            .to_owned();
    }
    let name = grantee(id);
    format!(
        "there is no account or role {name} on this server: make it first (`CREATE USER {name} …` or `CREATE ROLE`), \
         or correct the name"
    )
}

fn grantee(id: &ObjectId) -> String {
    match id.signature.strip_prefix('@') {
        Some(host) => account::sql(&id.name, Some(host)),
        None if id.name.is_empty() => "PUBLIC".to_owned(),
        None => account::sql(&id.name, None),
    }
}

/// What is granted on, as a statement names it.
enum Target {
    /// By a name, or by what stands for the database of the session.
    Named(String),
    /// The database of the session, by its very name.
    Here,
}

impl Target {
    /// The statement of which these are the beginning and the end.
    fn statement(&self, head: &str, tail: &str, sides: Sides<'_>) -> String {
        let target = match self {
            Self::Named(target) => return format!("{head} {target} {tail}"),
            Self::Here => "REPLACE(DATABASE(), '`', '``')",
        };
        // `ON *` would take what `_` and `%` stand for along.
        let escaped = format!(r"REPLACE(REPLACE({target}, '_', '\\_'), '%', '\\%')");
        let (head, tail) = (literal(&format!("{head} `")), literal(&format!("`.* {tail}")));
        if is_mariadb(sides) {
            return format!("EXECUTE IMMEDIATE CONCAT({head}, {escaped}, {tail})");
        }
        // With `partial_revokes` a name is no pattern, and nothing in it escaped.
        format!(
            "SET @dbtool_grant = CONCAT({head}, IF(@@GLOBAL.partial_revokes, {target}, {escaped}), {tail});\n\
             PREPARE dbtool_grant FROM @dbtool_grant;\nEXECUTE dbtool_grant;\nDEALLOCATE PREPARE dbtool_grant"
        )
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(target) => f.write_str(target),
            Self::Here => f.write_str("the database"),
        }
    }
}

/// What is granted on, each spelling of it, and the column that it is limited to.
fn targets(id: &ObjectId, sides: Sides<'_>) -> (Vec<Target>, String) {
    let Some(on) = id.parent() else { return (Vec::new(), String::new()) };
    let (what, column) = match on.kind {
        Kind::Database => return (databases(id, sides), String::new()),
        Kind::Column => ("TABLE", format!(" ({})", ident(&on.name))),
        Kind::Function => ("FUNCTION", String::new()),
        Kind::Procedure => ("PROCEDURE", String::new()),
        _ => ("TABLE", String::new()),
    };
    (vec![Target::Named(format!("{what} {}", relation(on)))], column)
}

/// The database as grants on it name it: by the patterns of those that are there, else by its very name.
fn databases(id: &ObjectId, sides: Sides<'_>) -> Vec<Target> {
    let all = || [sides.before, sides.after].into_iter().filter_map(|side| side.granting.as_ref());
    let named = |name: &str| Target::Named(format!("{}.*", ident(name)));
    match (all().find_map(|it| it.patterns.get(id)), sides.before.database.as_ref().or(sides.after.database.as_ref())) {
        (Some(patterns), _) => patterns
            .iter()
            .map(|pattern| if pattern == Granting::HERE { Target::Named(pattern.clone()) } else { named(pattern) })
            .collect(),
        (None, Some(name)) if all().any(|it| it.literal) => vec![named(name)],
        (None, Some(name)) => vec![named(&name.replace('_', "\\_").replace('%', "\\%"))],
        (None, None) => vec![Target::Here],
    }
}

fn between(id: &ObjectId, before: &Grant, after: &Grant, sides: Sides<'_>) -> Vec<Statement> {
    let (revoked, granted) =
        (Grant::beyond(&before.privileges, &after.privileges), Grant::beyond(&after.privileges, &before.privileges));
    let (targets, column) = targets(id, sides);
    let list = |privileges: &[String]| {
        privileges.iter().map(|privilege| format!("{privilege}{column}")).collect::<Vec<_>>().join(", ")
    };
    let name = grantee(id);
    let mut statements = Vec::new();
    if !revoked.is_empty() {
        for target in &targets {
            let sql = target.statement(&format!("REVOKE {} ON", list(&revoked)), &format!("FROM {name}"), sides);
            let message = format!("{name} may no longer {} on {target}", list(&revoked));
            statements.push(Statement::new(sql).alone().hazard(AUTHORIZATION_NARROWED, message));
        }
    }
    if let (false, Some(target)) = (granted.is_empty(), targets.first()) {
        let (option, rest): (Vec<String>, Vec<String>) =
            granted.iter().cloned().partition(|word| word == privilege::OPTION);
        let (privileges, handed_on) = match (rest.is_empty(), option.is_empty()) {
            (false, false) => (list(&rest), " WITH GRANT OPTION"),
            _ => (list(&granted), ""),
        };
        let sql = target.statement(&format!("GRANT {privileges} ON"), &format!("TO {name}{handed_on}"), sides);
        let message = format!("{name} may {} on {target}", list(&granted));
        statements.push(Statement::new(sql).alone().hazard(AUTHORIZATION_WIDENED, message));
    }
    statements
}

/// What revokes the grants on a table or column that goes: they would wait for another of its name.
pub(super) fn left_by(table: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let own = sides.before.objects.iter().filter(|(id, _)| id.is_within(table) && sides.after.manages(id.kind));
    let gone = own.filter(|(id, _)| sides.after.get(id).is_none());
    gone.flat_map(|(id, entry)| match &entry.object {
        Object::Grant(grant) => between(id, grant, &Grant::default(), sides),
        _ => Vec::new(),
    })
    .collect()
}

grants!(|id: &ObjectId, sides: Sides<'_>| {
    let made = id.parent().is_some_and(|on| sides.before.get(on.root()).is_none() && on.kind != Kind::Database);
    made && !id.name.is_empty()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_rows_are_read() {
        let mut schema = Schema::default();
        let table = ObjectId::in_schema(Kind::Table, "", "T");
        let column = ObjectId::child(&table, Kind::Column, "C");
        schema.insert(table, crate::model::Table::default(), None);
        schema.insert(column, crate::model::Column::default(), None);
        let row = |cells: &[&str]| Row::new(cells.iter().map(|cell| Some((*cell).to_owned())).collect());
        let rows = [
            row(&["column", "db", "Host", "char(255)"]),
            row(&["column", "db", "Db", "char(64)"]),
            row(&["column", "db", "User", "char(32)"]),
            row(&["column", "db", "Select_priv", "enum('N','Y')"]),
            row(&["column", "db", "Grant_priv", "enum('N','Y')"]),
            row(&["column", "tables_priv", "Table_priv", "set('Select','Show view','Grant')"]),
            row(&["account", "app", "%"]),
            row(&["account", "reader", ""]),
            row(&["database", "%", "my\\_app", "app", "Y", "N"]),
            row(&["database", "%", "my_app", "app", "N", "Y"]),
            row(&["table", "reader", "", "t", "Select,Show view"]),
            row(&["table", "reader", "", "gone", "Select"]),
            row(&["part", "app", "%", "T", "c", "Select"]),
            row(&["part", "app", "%", "T", "was", "Update"]),
        ];
        Reader::new(&mut schema, true, true).read(&rows);
        let read: Vec<String> = schema
            .objects
            .iter()
            .filter_map(|(id, entry)| {
                <&Grant>::try_from(&entry.object).ok().map(|grant| format!("{id} {:?}", grant.privileges))
            })
            .collect();
        let expected = [
            r#"current.app@% ["GRANT OPTION", "SELECT"]"#,
            r#"T.C.app@% ["SELECT"]"#,
            r#"T.reader ["SELECT", "SHOW VIEW"]"#,
        ];
        assert_eq!(read.iter().collect::<BTreeSet<_>>(), expected.map(str::to_owned).iter().collect());
        let left: Vec<&str> = schema.unmodelled.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(
            left,
            ["of SELECT on table gone, which is gone, to reader", "of UPDATE on column T.was, which is gone, to app@%"]
        );
        let granting = schema.granting.unwrap();
        assert_eq!(granting.patterns.values().next().unwrap(), &["my\\_app", "my_app"]);
        assert_eq!(
            granting.privileges[&Kind::View].iter().collect::<Vec<_>>(),
            ["GRANT OPTION", "SELECT", "SHOW VIEW"]
        );
        assert!(granting.grantees.contains(&("reader".into(), Grant::ROLE.into())));
    }
}
