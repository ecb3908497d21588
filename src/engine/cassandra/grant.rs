//! Grants on a keyspace and on what is in it, where an authorizer is on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::connection::Connection;
use super::quote::ident;
use super::routine;
use super::sql::{Part, Sql, relation};
use super::value::Cells;
use crate::engine::grants::grants;
use crate::engine::hazards::{AUTHORIZATION_NARROWED, AUTHORIZATION_WIDENED};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Grant, Granting, Kind, Name, Object, ObjectId, Schema};

/// What lets a reader see all grants.
pub(super) const SIGHT: &str = "where the cluster has an authenticator and an authorizer, let the role read them, \
     `GRANT DESCRIBE ON ALL ROLES TO …`; else leave `grants` out of the model and of `manage`";

/// What stands for all permissions that there are.
const ALL: &str = "ALL PERMISSIONS";

/// The name of the part of a keyspace that all tables, or all functions, are.
pub const EACH: &str = "*";

/// The permissions on an object as the newest version has them, [`ALL`] among them; none where nothing is granted.
pub fn known(on: &ObjectId) -> Vec<&'static str> {
    let own: &[&str] = match on.kind {
        Kind::Table if *on.name == *EACH => TABLES,
        Kind::Routine if *on.name == *EACH => &["ALTER", "AUTHORIZE", "CREATE", "DROP", "EXECUTE"],
        Kind::Keyspace => TABLES,
        Kind::Table | Kind::MaterializedView => {
            &["ALTER", "AUTHORIZE", "DROP", "MODIFY", "SELECT", "SELECT_MASKED", "UNMASK"]
        }
        Kind::Routine | Kind::Aggregate => &["ALTER", "AUTHORIZE", "DROP", "EXECUTE"],
        _ => return Vec::new(),
    };
    [own, &[ALL]].concat()
}

const TABLES: &[&str] = &["ALTER", "AUTHORIZE", "CREATE", "DROP", "MODIFY", "SELECT", "SELECT_MASKED", "UNMASK"];

/// Those that Cassandra has since 5.0.
const NEW: &[&str] = &["SELECT_MASKED", "UNMASK"];

/// The word that a model holds for one that it writes.
pub fn canonical(word: &str) -> String {
    let words = word.split_whitespace().map(str::to_uppercase).collect::<Vec<_>>().join(" ");
    if matches!(words.as_str(), "ALL" | "ALL PERMISSION") { ALL.to_owned() } else { words }
}

impl Connection {
    /// The roles, and all that is granted.
    async fn listed(&mut self) -> Result<(Vec<Cells>, Vec<Cells>), Fault> {
        Ok((self.cells("LIST ROLES").await?, self.cells("LIST ALL PERMISSIONS").await?))
    }

    /// Adds the grants. Who may not read them, or on a cluster that keeps none, reads everything else. No
    /// password and no hash of one is in what is asked.
    pub(super) async fn read_grants(&mut self, schema: &mut Schema) {
        let (roles, grants) = match self.listed().await {
            Ok(listed) => listed,
            Err(fault) => {
                schema.hidden.insert(Kind::Grant, fault.message);
                return;
            }
        };
        let mut granting = Granting::default();
        for cells in &roles {
            let role: (Name, Name) = (cells.text("role").into(), Grant::ROLE.into());
            // A superuser needs none, and who makes something is given all there is.
            if cells.is_true("super") || Some(&*role.0) == self.user() {
                granting.above.insert(role.clone());
            }
            granting.grantees.insert(role);
        }
        let mut found: BTreeMap<ObjectId, Grant> = BTreeMap::new();
        for cells in &grants {
            let role: (Name, Name) = (cells.text("role").into(), Grant::ROLE.into());
            let Some(on) = resource(&cells.text("resource"), self.database(), schema) else { continue };
            if !granting.above.contains(&role) {
                let id = ObjectId::child(&on, Kind::Grant, role.0).with_signature(role.1);
                found.entry(id).or_default().privileges.push(cells.text("permission"));
            }
        }
        for (id, mut grant) in found {
            grant.privileges.sort();
            schema.insert(id, grant, None);
        }
        schema.granting = Some(granting);
    }
}

/// The keyspace itself.
fn keyspace() -> ObjectId {
    ObjectId::global(Kind::Keyspace, "current")
}

/// All tables, or all functions.
fn each(kind: Kind) -> ObjectId {
    ObjectId::child(&keyspace(), kind, EACH)
}

/// What a resource is of this keyspace: `<table ks.t>`, `<all functions in ks>`, `<function ks.f(int, text)>`.
fn resource(words: &str, own: &str, schema: &Schema) -> Option<ObjectId> {
    let inner = words.strip_prefix('<')?.strip_suffix('>')?;
    if let Some((all, name)) = inner.split_once(" in ").filter(|(all, _)| all.starts_with("all ")) {
        return match all {
            _ if name != own => None,
            "all tables" => Some(each(Kind::Table)),
            "all functions" => Some(each(Kind::Routine)),
            _ => None,
        };
    }
    let (what, name) = inner.split_once(' ')?;
    if what == "keyspace" {
        return (name == own).then(keyspace);
    }
    let name = name.strip_prefix(own)?.strip_prefix('.')?;
    let (name, signature) = match name.split_once('(') {
        Some((name, rest)) if what == "function" => (name, rest.strip_suffix(')')?),
        _ => (name, ""),
    };
    let kinds: &[Kind] = match what {
        "table" => &[Kind::Table, Kind::MaterializedView],
        "function" => &[Kind::Routine, Kind::Aggregate],
        _ => return None,
    };
    let named =
        schema.objects.keys().filter(|id| id.parent().is_none() && kinds.contains(&id.kind) && *id.name == *name);
    named.into_iter().find(|id| *id.signature == *signature).cloned()
}

/// Lets a model say what it says in the cluster's terms, and leaves out what goes without saying.
pub(super) fn fit(model: &mut Schema, live: &Schema) -> Option<String> {
    const MASKS: u32 = 5;
    let granting = live.granting.as_ref()?;
    let there = model.objects.len();
    let is_above = |id: &ObjectId| granting.above.contains(&(Arc::clone(&id.name), Arc::clone(&id.signature)));
    model.objects.retain(|id, _| id.kind != Kind::Grant || !is_above(id));
    for (id, entry) in &mut model.objects {
        let (Object::Grant(grant), Some(on)) = (&mut entry.object, id.parent()) else { continue };
        if grant.privileges.iter().any(|word| word == ALL) {
            let all = known(on).into_iter().filter(|word| *word != ALL);
            let all = all.filter(|word| live.major >= MASKS || !NEW.contains(word));
            grant.privileges = all.map(str::to_owned).collect();
        }
    }
    let note =
        "grants to superusers, and to the role that asks, are left out: they may do everything, or what they make";
    (model.objects.len() < there).then(|| note.to_owned())
}

/// The grants to those who are not there.
pub(super) fn refusals(sides: Sides<'_>) -> Vec<(ObjectId, String)> {
    let Some(granting) = &sides.before.granting else { return Vec::new() };
    let grants = sides
        .after
        .objects
        .iter()
        .filter(|(id, entry)| id.kind == Kind::Grant && sides.before.get(id) != Some(&entry.object));
    // One that is a role of the model is made first.
    let missing = grants.filter(|(id, _)| {
        !granting.grantees.contains(&(Arc::clone(&id.name), Arc::clone(&id.signature)))
            && sides.after.get(&ObjectId::role(&id.name)).is_none()
    });
    let reason = |name: &str| {
        format!("there is no role {name} in this cluster: make it first (`CREATE ROLE {name}`), or correct the name")
    };
    missing.map(|(id, _)| (id.clone(), reason(&ident(&id.name)))).collect()
}

/// What is granted on.
fn target(id: &ObjectId, sides: Sides<'_>) -> String {
    let own = || sides.before.database.as_deref().or(sides.after.database.as_deref()).map(ident).unwrap_or_default();
    let Some(on) = id.parent() else { return String::new() };
    match on.kind {
        Kind::Keyspace => format!("KEYSPACE {}", own()),
        Kind::Table if *on.name == *EACH => format!("ALL TABLES IN KEYSPACE {}", own()),
        Kind::Routine if *on.name == *EACH => format!("ALL FUNCTIONS IN KEYSPACE {}", own()),
        // Its name alone is not enough there.
        Kind::Routine | Kind::Aggregate => format!("FUNCTION {}.{}({})", own(), routine::name(on), on.signature),
        _ => format!("TABLE {}", relation(on)),
    }
}

fn between(id: &ObjectId, before: &Grant, after: &Grant, sides: Sides<'_>) -> Vec<Statement> {
    let (target, role) = (target(id, sides), ident(&id.name));
    // Cassandra 4 takes one in a statement.
    let revoked = Grant::beyond(&before.privileges, &after.privileges).into_iter().map(|word| {
        let message = format!("role {role} may no longer {word} on {target}");
        Statement::new(format!("REVOKE {word} ON {target} FROM {role}")).alone().hazard(AUTHORIZATION_NARROWED, message)
    });
    let granted = Grant::beyond(&after.privileges, &before.privileges).into_iter().map(|word| {
        let message = format!("role {role} may {word} on {target}");
        Statement::new(format!("GRANT {word} ON {target} TO {role}")).alone().hazard(AUTHORIZATION_WIDENED, message)
    });
    revoked.chain(granted).collect()
}

grants!(|id: &ObjectId, sides: Sides<'_>| {
    id.parent().is_some_and(|on| on.parent().is_none() && sides.before.get(on).is_none())
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_those_of_the_keyspace() {
        let mut schema = Schema::default();
        let table = ObjectId::in_schema(Kind::Table, "", "t");
        schema.insert(table.clone(), crate::model::Table::default(), None);
        let function = ObjectId::routine(Kind::Routine, "", "f", "int, map<text, int>");
        schema.insert(function.clone(), crate::model::Routine::default(), None);
        for (words, expected) in [
            ("<keyspace k>", Some(keyspace())),
            ("<table k.t>", Some(table)),
            ("<function k.f(int, map<text, int>)>", Some(function)),
            ("<all tables in k>", Some(each(Kind::Table))),
            ("<all functions in k>", Some(each(Kind::Routine))),
            ("<all functions in other>", None),
            ("<all functions>", None),
            ("<all keyspaces>", None),
            ("<keyspace k2>", None),
            ("<table k2.t>", None),
            ("<table k.gone>", None),
            ("<function k.f(int)>", None),
            ("<role app>", None),
            ("odd", None),
        ] {
            assert_eq!(resource(words, "k", &schema), expected, "{words}");
        }
    }
}
