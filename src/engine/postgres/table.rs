//! Tables.

use sqlx::postgres::PgRow;

use super::hazard;
use super::moving::Rescue;
use super::quote::{ident, name};
use super::read::{Get, Reader, class};
use super::sql::{Part, Sql, adopt_tablespace, alter_parent, rename_to, set_parameters, with};
use crate::engine::{Alteration, Finish, Sides, Statement};
use crate::error::Fault;
use crate::model::{
    Column, DefaultValue, Exclusion, Kind, Object, ObjectId, Options, Persistence, ReplicaIdentity, Table, Unique,
};

pub(super) const QUERY: &str = include_str!("catalog/table.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let id = ObjectId::in_schema(Kind::Table, row.value::<&str>("schema")?, row.value::<&str>("name")?);
    let mut options = row.options("options")?;
    options.extend(row.options("toast_options")?.into_iter().map(|(name, value)| (format!("toast.{name}"), value)));
    let replica_index: Option<String> = row.value("replica_index")?;
    let object = Table {
        row_key: None,
        persistence: persistence(row.value("persistence")?),
        access_method: row.value("access_method")?,
        tablespace: row.value("tablespace")?,
        partition_by: row.value("partition_by")?,
        of_type: row.value("of_type")?,
        options,
        replica_identity: match (row.value("replica_identity")?, replica_index) {
            ("n", _) => ReplicaIdentity::Nothing,
            ("f", _) => ReplicaIdentity::Full,
            ("i", Some(index)) => ReplicaIdentity::Index(index),
            // An index that is gone leaves the table with nothing to go by.
            ("i", None) => ReplicaIdentity::Nothing,
            _ => ReplicaIdentity::Default,
        },
        row_security: row.value("row_security")?,
        force_row_security: row.value("force_row_security")?,
        cluster_on: row.value("cluster_on")?,
    };
    for column in ["reltype", "typarray"] {
        reader.alias((class::TYPE, row.oid(column)?, 0), &id);
    }
    reader.add_relation(row.oid("oid")?, id, object);
    Ok(())
}

/// What `CREATE TABLE` has between parentheses, and whom it inherits from; what has to be said before it, and what it
/// cannot say of the columns.
pub(super) fn body(parts: &[Part<'_>], sides: Sides<'_>) -> (Vec<Statement>, String, Vec<Statement>) {
    let parents: &[ObjectId] = parts.iter().find_map(|(_, object)| inherits(object)).unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    let (first, mut more) = super::accord::accord(parts, parents, sides);
    for (at, (part, object)) in parts.iter().enumerate() {
        match object {
            Object::Column(column) => {
                let default = parts.iter().find_map(|(other, object)| match object {
                    Object::Default(default) if other.parent().is_some_and(|parent| parent == *part) => Some(default),
                    _ => None,
                });
                if column.inherited && !parents.is_empty() {
                    lines.extend(super::not_null::line(part, column, sides));
                    more.extend(super::column::after_inheriting(part, column, default, parents, sides));
                    continue;
                }
                let given = super::column::is_computed_alike(part, column, parents, sides);
                let bare = Column { generated: column.generated.clone().filter(|_| !given), ..column.clone() };
                let none = DefaultValue { expression: "NULL".to_owned() };
                let declines = default.is_none() && super::column::declines_default(part, column, parents, sides);
                let default = default.or(declines.then_some(&none));
                lines.push(super::column::definition(part, &bare, default, sides));
                more.extend(super::column::afterwards(part, column));
            }
            Object::Check(check) if check.inherited && !parents.is_empty() => {}
            // Within one statement the server takes two constraints of one index for one, and gives NOT NULL
            // constraints of its own to a primary key's columns that are inherited (18).
            other
                if parts.iter().take(at).any(|(_, before)| shares_index(before, other))
                    || is_inherited_key(other, parts) =>
            {
                more.extend(
                    super::registry::line(part, other)
                        .into_iter()
                        .flat_map(|line| alter_parent(part, &format!("ADD {line}"))),
                );
            }
            other => lines.extend(super::registry::line(part, other)),
        }
    }
    let list = if lines.is_empty() { "()".to_owned() } else { format!("(\n    {}\n)", lines.join(",\n    ")) };
    let parents = parents.iter().map(name).collect::<Vec<_>>().join(", ");
    let inherits = if parents.is_empty() { String::new() } else { format!(" INHERITS ({parents})") };
    (first, list + &inherits, more)
}

/// Whether it is a primary key of columns that the table has from its parents alone.
fn is_inherited_key(object: &Object, parts: &[Part<'_>]) -> bool {
    let Object::Unique(unique) = object else { return false };
    unique.primary
        && parts.iter().any(|(id, part)| match part {
            Object::Column(column) => column.inherited && unique.columns.iter().any(|name| **name == *id.name),
            _ => false,
        })
}

/// Whether the server would have one index stand behind both constraints (`transformIndexConstraints`).
fn shares_index(one: &Object, other: &Object) -> bool {
    let bare = |unique: &Unique| Unique {
        primary: false,
        options: Options::default(),
        tablespace: None,
        partition_of: None,
        ..unique.clone()
    };
    let keys = |exclusion: &Exclusion| Exclusion {
        options: Options::default(),
        tablespace: None,
        partition_of: None,
        ..exclusion.clone()
    };
    match (one, other) {
        (Object::Unique(one), Object::Unique(other)) => bare(one) == bare(other),
        (Object::Exclusion(one), Object::Exclusion(other)) => keys(one) == keys(other),
        _ => false,
    }
}

fn inherits(object: &Object) -> Option<&[ObjectId]> {
    if let Object::Inheritance(inheritance) = object { Some(&inheritance.parents) } else { None }
}

/// `relpersistence`.
pub(super) fn persistence(letter: &str) -> Persistence {
    if letter == "u" { Persistence::Unlogged } else { Persistence::Permanent }
}

impl Table {
    /// What `CREATE TABLE` cannot say and needs no other object.
    fn afterwards(&self, id: &ObjectId, before: Option<&Self>) -> Vec<Statement> {
        let mut statements = Vec::new();
        let is_new = before.is_none();
        let nothing = Self::default();
        let before = before.unwrap_or(&nothing);
        let mut alter = |action: &str| statements.push(Statement::new(format!("ALTER TABLE {} {action}", name(id))));
        match (&before.replica_identity, &self.replica_identity) {
            (before, after) if before == after => {}
            (_, ReplicaIdentity::Default) => alter("REPLICA IDENTITY DEFAULT"),
            (_, ReplicaIdentity::Nothing) => alter("REPLICA IDENTITY NOTHING"),
            (_, ReplicaIdentity::Full) => alter("REPLICA IDENTITY FULL"),
            (_, ReplicaIdentity::Index(_)) => {}
        }
        match (before.row_security, self.row_security) {
            (false, true) => alter("ENABLE ROW LEVEL SECURITY"),
            (true, false) => alter("DISABLE ROW LEVEL SECURITY"),
            _ => {}
        }
        match (before.force_row_security, self.force_row_security) {
            (false, true) => alter("FORCE ROW LEVEL SECURITY"),
            (true, false) => alter("NO FORCE ROW LEVEL SECURITY"),
            _ => {}
        }
        if is_new {
            return statements;
        }
        statements.into_iter().map(|statement| exposing(id, statement)).collect()
    }
}

/// Who gains or loses what by a switch of row-level security.
fn exposing(id: &ObjectId, statement: Statement) -> Statement {
    let table = name(id);
    let (code, message) = if statement.sql.ends_with(" NO FORCE ROW LEVEL SECURITY") {
        (
            hazard::AUTHORIZATION_WIDENED,
            format!("the owner of {table} sees and writes all its rows, whatever its policies say"),
        )
    } else if statement.sql.ends_with(" FORCE ROW LEVEL SECURITY") {
        (
            hazard::AUTHORIZATION_NARROWED,
            format!("the owner of {table} sees and writes only the rows that its policies let it"),
        )
    } else if statement.sql.ends_with(" DISABLE ROW LEVEL SECURITY") {
        let message = format!(
            "every role with a privilege on {table} sees or writes all its rows: no policy of it holds any more"
        );
        (hazard::AUTHORIZATION_WIDENED, message)
    } else if statement.sql.ends_with(" ENABLE ROW LEVEL SECURITY") {
        let message = format!(
            "roles other than the owner see and write only the rows of {table} that a policy lets them, and none where there is no policy"
        );
        (hazard::AUTHORIZATION_NARROWED, message)
    } else {
        return statement;
    };
    statement.hazard(code, message)
}

/// The tables that must be logged, or unlogged, before this one is: no logged table refers to one that
/// is not (`ATPrepChangePersistence`).
pub(super) fn changes_after(id: &ObjectId, before: &Table, after: &Table, sides: Sides<'_>) -> Vec<ObjectId> {
    if before.persistence == after.persistence {
        return Vec::new();
    }
    let keys = sides.before.objects.iter().filter_map(|(key, entry)| match &entry.object {
        Object::ForeignKey(foreign) => Some((key.parent()?, &foreign.references)),
        _ => None,
    });
    let logged = after.persistence == Persistence::Permanent;
    let ends = keys.filter_map(|(from, to)| match logged {
        true => (from == id).then(|| to.clone()),
        false => (to == id).then(|| from.clone()),
    });
    ends.filter(|other| other != id).collect()
}

impl Sql for Table {
    fn create(&self, id: &ObjectId, parts: &[Part<'_>]) -> Vec<Statement> {
        let empty = crate::model::Schema::default();
        self.create_within(id, parts, Sides { before: &empty, after: &empty, online: false })
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let Self { persistence, access_method, tablespace, partition_by, options, .. } = self;
        let unlogged = if *persistence == Persistence::Unlogged { "UNLOGGED " } else { "" };
        let (mut statements, body, more) = body(parts, sides);
        let method = access_method.as_ref().map(|method| format!(" USING {}", ident(method))).unwrap_or_default();
        let space = tablespace.as_ref().map(|space| format!(" TABLESPACE {}", ident(space))).unwrap_or_default();
        let divided = partition_by.as_ref().map(|by| format!(" PARTITION BY {by}")).unwrap_or_default();
        let options = with(options);
        let sql = format!("CREATE {unlogged}TABLE {} {body}{divided}{method}{options}{space}", name(id));
        statements.push(Statement::new(sql));
        statements.extend(more);
        if let Some(of_type) = &self.of_type {
            statements.push(Statement::new(format!("ALTER TABLE {} OF {of_type}", name(id))));
        }
        statements.extend(self.afterwards(id, None));
        statements
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let Rescue { mut statements, to, whole } = super::moving::rescued(id, sides);
        if to.is_empty() {
            return self.drop(id);
        }
        let drop = Statement::new(format!("DROP TABLE {}", name(id)));
        let message = format!("the table {id} is dropped with all its rows but those copied to {}", to.join(", "));
        statements.push(if whole { drop } else { drop.losing_from(id, None, message) });
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        vec![Statement::new(format!("DROP TABLE {}", name(id))).losing_from(
            id,
            None,
            format!("the table {id} is dropped with all its rows"),
        )]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        if self.partition_by != after.partition_by {
            return Alteration::Rebuild;
        }
        let mut actions = Vec::new();
        if self.of_type != after.of_type {
            actions.push(after.of_type.as_ref().map_or("NOT OF".to_owned(), |name| format!("OF {name}")));
        }
        if self.persistence != after.persistence {
            actions.push(
                if after.persistence == Persistence::Unlogged { "SET UNLOGGED" } else { "SET LOGGED" }.to_owned(),
            );
        }
        if self.access_method != after.access_method {
            // One that is divided has none but that of partitions to come (17).
            let usual = if self.partition_by.is_some() { "DEFAULT".to_owned() } else { "heap".to_owned() };
            let method = after.access_method.as_deref().map_or(usual, ident);
            actions.push(format!("SET ACCESS METHOD {method}"));
        }
        if self.tablespace != after.tablespace {
            actions.push(format!("SET TABLESPACE {}", ident(after.tablespace.as_deref().unwrap_or("pg_default"))));
        }
        actions.extend(set_parameters(&self.options, &after.options));
        if self.cluster_on.is_some() && after.cluster_on.is_none() {
            actions.push("SET WITHOUT CLUSTER".to_owned());
        }
        let mut statements: Vec<Statement> =
            actions.iter().map(|action| Statement::new(format!("ALTER TABLE {} {action}", name(id)))).collect();
        let rewriting = ["SET UNLOGGED", "SET LOGGED", "SET ACCESS METHOD "];
        for (statement, action) in statements.iter_mut().zip(&actions) {
            // One that is divided holds no rows of its own.
            if self.partition_by.is_some() {
                continue;
            }
            if rewriting.iter().any(|way| action.starts_with(way)) {
                *statement = statement.clone().rewriting(id);
            } else if action.starts_with("SET TABLESPACE ") {
                *statement = statement.clone().moving(id);
            }
        }
        statements.extend(after.afterwards(id, Some(self)));
        Alteration::InPlace(statements)
    }

    fn finish(&self, id: &ObjectId, before: Option<&Self>) -> Option<Finish> {
        let mut finish = Finish::default();
        let mut by_index = |index: &str, action: &str| {
            finish.statements.push(Statement::new(format!("ALTER TABLE {} {action} {}", name(id), ident(index))));
            finish
                .needs
                .extend([Kind::Index, Kind::Unique, Kind::Exclusion].map(|kind| ObjectId::child(id, kind, index)));
        };
        if let Some(index) = &self.cluster_on
            && before.is_none_or(|before| before.cluster_on != self.cluster_on)
        {
            by_index(index, "CLUSTER ON");
        }
        if let ReplicaIdentity::Index(index) = &self.replica_identity
            && before.is_none_or(|before| before.replica_identity != self.replica_identity)
        {
            by_index(index, "REPLICA IDENTITY USING INDEX");
        }
        (!finish.statements.is_empty()).then_some(finish)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("TABLE", from, to)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        adopt_tablespace(&mut self.tablespace, &written.tablespace, &live.tablespace);
    }

    fn target(id: &ObjectId) -> String {
        format!("TABLE {}", name(id))
    }
}
