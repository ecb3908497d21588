//! Grants on everything that takes them.

use sqlx::postgres::PgRow;

use super::hazard;
use super::identity;
use super::policy::role;
use super::quote::{ident, parent};
use super::read::{Get, Oid, Reader};
use super::sql::{Part, Sql};
use super::succession;
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Column, Entry, Grant, Kind, Object, ObjectId};

pub(super) const QUERY: &str = include_str!("catalog/grant.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (class, object): (Oid, Oid) = (row.value("class")?, row.value("object")?);
    let part: i32 = row.value("part")?;
    if let Some(id) = reader.grantable((class.0, object.0, part)).cloned() {
        let id = ObjectId::child(&id, Kind::Grant, row.value::<&str>("role")?);
        reader.schema.insert(id, privileges(row)?, None);
    }
    Ok(())
}

/// What a row says of one role.
pub(super) fn privileges(row: &PgRow) -> Result<Grant, Fault> {
    let list = |column: &str| -> Result<Vec<String>, Fault> {
        Ok(row.value::<Option<Vec<String>>>(column)?.unwrap_or_default())
    };
    Ok(Grant { privileges: list("privileges")?, grantable: list("grantable")?, revoked: list("revoked")? })
}

/// What is granted on, and the columns that it is limited to.
fn object(id: &ObjectId) -> Option<(String, String)> {
    let object = id.parent()?;
    if object.kind == Kind::Column {
        return Some((format!("TABLE {}", parent(object)), format!(" ({})", ident(&object.name))));
    }
    let target = match object.kind {
        // The server grants on views as on tables.
        Kind::View => super::registry::target(object).replacen("VIEW", "TABLE", 1),
        Kind::MaterializedView => super::registry::target(object).replacen("MATERIALIZED VIEW", "TABLE", 1),
        Kind::ForeignTable => super::registry::target(object).replacen("FOREIGN ", "", 1),
        Kind::ForeignServer => format!("FOREIGN {}", super::registry::target(object)),
        Kind::Aggregate => format!("FUNCTION {}", super::aggregate::as_function(object)),
        _ => super::registry::target(object),
    };
    Some((target, String::new()))
}

/// The statements that take a role from one state to another, both as differences from what the
/// server grants by itself. `clause` is `ON …` or what stands for it.
pub(super) fn statements(
    before: &Grant,
    after: &Grant,
    grantee: &str,
    on: impl Fn(&[&String]) -> String,
) -> Vec<Statement> {
    let mut revoke = Grant::beyond(&before.privileges, &after.privileges);
    revoke.extend(Grant::beyond(&after.revoked, &before.revoked));
    let mut grant = Grant::beyond(&after.privileges, &before.privileges);
    grant.extend(Grant::beyond(&before.revoked, &after.revoked));
    let mut revoke_option = Grant::beyond(&before.grantable, &after.grantable);
    revoke_option.retain(|privilege| !revoke.contains(privilege));
    let grant_option = Grant::beyond(&after.grantable, &before.grantable);
    grant.retain(|privilege| !grant_option.contains(privilege));
    let mut statements = Vec::new();
    let role = if grantee == "PUBLIC" { "every role".to_owned() } else { format!("role {grantee}") };
    let mut say = |list: &[String], verb: &str, text: &dyn Fn(String) -> String| {
        let mut sorted: Vec<&String> = list.iter().collect();
        sorted.sort();
        if !sorted.is_empty() {
            let what = on(&sorted);
            let code = if verb.starts_with("may no longer") {
                hazard::AUTHORIZATION_NARROWED
            } else {
                hazard::AUTHORIZATION_WIDENED
            };
            let message = format!("{role} {verb} {what}");
            statements.push(Statement::new(text(what)).hazard(code, message));
        }
    };
    say(&revoke, "may no longer use", &|on| format!("REVOKE {on} FROM {grantee}"));
    say(&revoke_option, "may no longer grant to others", &|on| format!("REVOKE GRANT OPTION FOR {on} FROM {grantee}"));
    say(&grant, "may use", &|on| format!("GRANT {on} TO {grantee}"));
    say(&grant_option, "may use, and grant to others,", &|on| format!("GRANT {on} TO {grantee} WITH GRANT OPTION"));
    statements
}

pub(super) fn between(id: &ObjectId, before: &Grant, after: &Grant) -> Vec<Statement> {
    let Some((target, columns)) = object(id) else { return Vec::new() };
    let statements = statements(before, after, &role(&id.name), |privileges| {
        let list = privileges.iter().map(|privilege| format!("{privilege}{columns}")).collect::<Vec<_>>().join(", ");
        format!("{list} ON {target}")
    });
    super::database::within(id, statements)
}

/// What is said of a new object that nobody had: to say who may use it is no news, but that all may.
fn silent(mut statements: Vec<Statement>) -> Vec<Statement> {
    for statement in &mut statements {
        statement.hazards.clear();
    }
    statements
}

/// The sort of object that default privileges know it by.
fn sort(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Table | Kind::View | Kind::MaterializedView | Kind::ForeignTable => Some("tables"),
        Kind::Sequence => Some("sequences"),
        Kind::Routine | Kind::Aggregate => Some("functions"),
        Kind::Enum | Kind::Domain | Kind::Composite | Kind::Range => Some("types"),
        Kind::Schema => Some("schemas"),
        _ => None,
    }
}

/// Takes from a new object what default privileges give it and the wanted side does not, and from
/// the sequences behind its identity columns. By which role it is made is not known here: what nobody
/// was given is revoked in vain.
pub(super) fn without_defaults(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let mut statements = without_own_defaults(id, sides);
    let has_sequences = matches!(id.kind, Kind::Table | Kind::Column);
    let is_given = |entry: &Entry| matches!(&entry.object, Object::DefaultPrivilege(_));
    if has_sequences && sides.before.objects.values().any(is_given) {
        for (column, entry) in sides.after.objects.iter().filter(|(column, _)| *column == id || column.is_within(id)) {
            if let Object::Column(Column { identity: Some(identity), .. }) = &entry.object {
                let sequence = identity::sequence_id(column, identity.sequence_name.as_deref());
                statements.extend(without_own_defaults(&sequence, sides));
            }
        }
    }
    statements
}

fn without_own_defaults(id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
    let Some(sort) = sort(id.kind).filter(|_| sides.after.manages(Kind::Grant)) else { return Vec::new() };
    let mut given: std::collections::BTreeMap<&str, Grant> = std::collections::BTreeMap::new();
    for (source, entry) in &sides.before.objects {
        let Object::DefaultPrivilege(privilege) = &entry.object else { continue };
        if *source.signature != *sort || !source.schema.is_empty() && *source.schema != *id.schema {
            continue;
        }
        for (grantee, grant) in &privilege.grants {
            let all = given.entry(grantee).or_default();
            all.privileges.extend(grant.privileges.iter().cloned());
            all.grantable.extend(grant.grantable.iter().cloned());
            all.revoked.extend(grant.revoked.iter().cloned());
        }
    }
    let undo = |(grantee, given): (&str, Grant)| {
        let own = ObjectId::child(id, Kind::Grant, grantee);
        let nothing = Grant::default();
        let wanted = if let Some(Object::Grant(grant)) = sides.after.get(&own) { grant } else { &nothing };
        let common = |given: &[String], wanted: &[String]| -> Vec<String> {
            given.iter().filter(|privilege| wanted.contains(privilege)).cloned().collect()
        };
        let kept = Grant {
            privileges: common(&given.privileges, &wanted.privileges),
            grantable: common(&given.grantable, &wanted.grantable),
            revoked: common(&given.revoked, &wanted.revoked),
        };
        silent(between(&own, &given, &kept))
    };
    given.into_iter().flat_map(undo).collect()
}

impl Sql for Grant {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        between(id, &Self::default(), self)
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        between(id, self, &Self::default())
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let statements = self.create(id, parts);
        let is_new =
            id.parent().is_some_and(|object| sides.before.get(object).is_none() && object.kind != Kind::Database);
        if is_new && role(&id.name) != "PUBLIC" { silent(statements) } else { statements }
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        if succession::says(id, sides) { Vec::new() } else { self.drop(id) }
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        if succession::says(id, sides) {
            return Alteration::InPlace(Vec::new());
        }
        Alteration::InPlace(between(id, self, after))
    }

    // What is revoked on a table is revoked on its columns too, so that comes first.
    fn claim(&self, id: &ObjectId) -> Option<String> {
        let object = id.parent()?;
        let table = if object.kind == Kind::Column { object.parent()? } else { object };
        Some(format!("grants of {} on {table}", id.name))
    }

    // Its name is a role's.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
