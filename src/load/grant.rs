//! Owners and grants: who may do what with any object that has them, and with those to come.

use std::collections::BTreeMap;

use super::account;
use super::common::Common;
use super::context::Context;
use super::read::{Form, Named, Text, choice, mapping, nearest};
use crate::engine::Engine;
use crate::model::{DefaultPrivilege, Grant, Kind, ObjectId, Owner};

/// The key that stands for everyone; no role can have this name.
pub const EVERYONE: &str = "public";

/// The privileges of all kinds of object, in SQL's words.
const PRIVILEGES: [&str; 13] = [
    "CONNECT",
    "CREATE",
    "DELETE",
    "EXECUTE",
    "INSERT",
    "MAINTAIN",
    "REFERENCES",
    "SELECT",
    "TEMPORARY",
    "TRIGGER",
    "TRUNCATE",
    "UPDATE",
    "USAGE",
];

mapping! {
    /// What an object with an owner and no privileges can have.
    pub struct Owned, "an object" {
        /// The role that owns it; left as it is if not said.
        owner "owner": Option<Text>,
        .. common: Common,
    }
}

mapping! {
    /// What an object with an owner and privileges can have.
    pub struct Rights, "an object" {
        /// What roles may do with it beside what the server grants by itself, by role, or by account where those
        /// are granted to (`app@%`, MySQL); `public` is everyone.
        grants "grants": Named<GrantModel>,
        .. owned: Owned,
    }
}

mapping! {
    /// What a part of an object with privileges of its own, a column, can have.
    pub struct Granted, "a column" {
        /// What roles may do with it beside what they may do with all of its table, by role or account;
        /// `public` is everyone.
        grants "grants": Named<GrantModel>,
        .. common: Common,
    }
}

/// What a role may do: privileges, or a mapping.
pub type GrantModel = Form<Vec<Text>, LongGrant>;

mapping! {
    /// What a role may do with an object, as a difference from what the server grants by itself.
    pub struct LongGrant, "a grant" {
        /// What it may do: `SELECT`, `USAGE` and so on; `ALL PRIVILEGES` and `GRANT OPTION` are MySQL's.
        privileges "privileges": Vec<Text>,
        /// What of it, it may grant to others (PostgreSQL).
        grantable "grantable": Vec<Text>,
        /// What it may not do, though the server would let it by itself (PostgreSQL).
        revoked "revoked": Vec<Text>,
    }
}

mapping! {
    /// What is granted on objects that a role will make.
    pub struct DefaultPrivilegeModel, "a default privilege" {
        /// The role that will make them.
        role "role": Text,
        /// The schema that it is limited to; all if not said.
        schema "schema": Option<Text>,
        /// The sort of object.
        objects "objects": Objects,
        /// What roles may do with them, by role; `public` is everyone.
        grants "grants": Named<GrantModel>,
    }
}

/// A sort of object that default privileges are about, in the server's words.
#[derive(Clone, Copy, Debug)]
pub struct Objects(&'static str);

choice!(Objects, "what default privileges are for" {
    "tables" => Objects("tables"),
    "sequences" => Objects("sequences"),
    "functions" => Objects("functions"),
    "types" => Objects("types"),
    "schemas" => Objects("schemas"),
    "large_objects" => Objects("large objects"),
});

impl Owned {
    /// Adds what it says as parts of the object.
    pub fn build(&self, of: &ObjectId, cx: &mut Context) {
        build_owner(self.owner.as_ref(), of, cx);
        self.common.build(of, cx);
    }
}

impl Rights {
    /// Adds what it says as parts of the object.
    pub fn build(&self, of: &ObjectId, cx: &mut Context) {
        self.build_rights(of, cx);
        self.owned.common.build(of, cx);
    }

    /// Adds the owner and the grants alone.
    pub fn build_rights(&self, of: &ObjectId, cx: &mut Context) {
        build_owner(self.owned.owner.as_ref(), of, cx);
        build_grants(&self.grants, of, cx);
    }
}

impl Granted {
    /// Adds what it says as parts of the object.
    pub fn build(&self, of: &ObjectId, cx: &mut Context) {
        build_grants(&self.grants, of, cx);
        self.common.build(of, cx);
    }
}

fn build_owner(owner: Option<&Text>, of: &ObjectId, cx: &mut Context) {
    if let Some(role) = owner {
        cx.check_name(&role.value, role.spot);
        cx.insert(&ObjectId::child(of, Kind::Owner, ""), Owner { role: role.value.clone() }, role.spot);
    }
}

/// Adds grants on an object.
pub fn build_grants(grants: &Named<GrantModel>, of: &ObjectId, cx: &mut Context) {
    for (role, model) in &grants.0 {
        if cx.engine != Engine::Postgresql {
            account::build(role, model, of, cx);
            continue;
        }
        let grant = grant(model, cx);
        cx.insert(&ObjectId::child(of, Kind::Grant, grantee(role)), grant, role.spot);
    }
}

fn grantee(role: &Text) -> &str {
    if role.value == EVERYONE { "" } else { &role.value }
}

fn grant(model: &GrantModel, cx: &mut Context) -> Grant {
    match model {
        Form::Short(privileges) => Grant { privileges: words(privileges, cx), ..Grant::default() },
        Form::Long(long) => Grant {
            privileges: words(&long.privileges, cx),
            grantable: words(&long.grantable, cx),
            revoked: words(&long.revoked, cx),
        },
    }
}

/// Privileges in SQL's words, sorted.
fn words(written: &[Text], cx: &mut Context) -> Vec<String> {
    let mut words = Vec::with_capacity(written.len());
    for text in written {
        let word = text.value.trim().to_uppercase();
        if !PRIVILEGES.contains(&word.as_str()) {
            let near = nearest(&word, PRIVILEGES).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let hint = format!("{near}a privilege is one of {}; `ALL` is written out", PRIVILEGES.join(", "));
            cx.faults.add(text.spot, format!("`{}` is no privilege", text.value), hint);
        }
        words.push(word);
    }
    words.sort();
    words.dedup();
    words
}

impl DefaultPrivilegeModel {
    /// Adds it.
    pub fn build(&self, cx: &mut Context) {
        let mut grants = BTreeMap::new();
        for (role, model) in &self.grants.0 {
            cx.check_name(&role.value, role.spot);
            grants.insert(grantee(role).to_owned(), grant(model, cx));
        }
        let schema = self.schema.as_ref().map_or("", |schema| schema.value.as_str());
        let id = ObjectId::routine(Kind::DefaultPrivilege, schema, self.role.value.as_str(), self.objects.0);
        cx.insert(&id, DefaultPrivilege { grants }, self.role.spot);
    }
}
