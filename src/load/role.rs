//! `roles:`

use super::common::Common;
use super::context::Context;
use super::database::settings;
use super::read::{Named, OrNothing, Text, mapping, value};
use crate::model::{Kind, Membership, ObjectId, Role};

mapping! {
    /// A role of the server, looked at with `--roles` alone. No password stands in a model.
    pub struct RoleModel, "a role" {
        /// Whether nothing is forbidden to it.
        superuser "superuser": bool,
        /// Whether it has by itself what the roles have that it is a member of: `true` if not said.
        inherit "inherit": Option<bool>,
        /// Whether it may make roles.
        createrole "createrole": bool,
        /// Whether it may make databases.
        createdb "createdb": bool,
        /// Whether sessions can be its.
        login "login": bool,
        /// Whether it may replicate.
        replication "replication": bool,
        /// Whether row-level security does not hold for it.
        bypassrls "bypassrls": bool,
        /// How many sessions it may have at once; as many as there are if not said.
        connection_limit "connection_limit": Option<i32>,
        /// When its password ends, in UTC: `2030-01-31 12:00:00+00`.
        valid_until "valid_until": Option<Text>,
        /// The roles that it is a member of.
        member_of "member_of": Named<OrNothing<MembershipModel>>,
        /// What its sessions begin with: `work_mem: 64MB`.
        settings "settings": Named<Text>,
        .. common: Common,
    }
}

mapping! {
    /// A membership in a role.
    pub struct MembershipModel, "a membership" {
        /// Whether it may let others in.
        admin "admin": bool,
        /// Whether it has by itself what the other has; as the role's own `inherit` if not said (PostgreSQL 16).
        inherit "inherit": Option<bool>,
        /// Whether it may become the other by `SET ROLE`: `true` if not said (PostgreSQL 16).
        set "set": Option<bool>,
    }
}

/// Whether a text is a time as `inspect` writes it, so that it is compared as text.
fn is_time(text: &str) -> bool {
    let pattern = "0000-00-00 00:00:00+00";
    let fits = |(c, wanted): (char, char)| if wanted == '0' { c.is_ascii_digit() } else { c == wanted };
    text.len() == pattern.len() && text.ends_with("+00") && text.chars().zip(pattern.chars()).all(fits)
}

impl RoleModel {
    /// Adds it.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        if name.value.starts_with("pg_") {
            let message = format!("the role `{}` is the server's own", name.value);
            cx.faults.add(name.spot, message, "leave it out; others may be members of it");
        }
        if let Some(until) = self.valid_until.as_ref().filter(|until| !is_time(&until.value)) {
            let message = format!("`{}` is no time", until.value);
            cx.faults.add(
                until.spot,
                message,
                "write it in UTC: `2030-01-31 12:00:00+00`, and leave it out where it never ends",
            );
        }
        let inherits = self.inherit.unwrap_or(true);
        let role = Role {
            superuser: self.superuser,
            noinherit: !inherits,
            createrole: self.createrole,
            createdb: self.createdb,
            login: self.login,
            replication: self.replication,
            bypassrls: self.bypassrls,
            connection_limit: self.connection_limit.filter(|limit| *limit != -1),
            valid_until: value(&self.valid_until),
        };
        let id = ObjectId::role(&name.value);
        if !cx.insert(&id, role, name.spot) {
            return;
        }
        for (group, body) in &self.member_of.0 {
            let MembershipModel { admin, inherit, set } = body.0;
            let membership = Membership {
                admin,
                inherit: inherit.filter(|inherit| *inherit != inherits),
                noset: set == Some(false),
            };
            cx.insert(&ObjectId::child(&id, Kind::Membership, group.value.as_str()), membership, group.spot);
        }
        settings(&self.settings, &id, "", cx);
        self.common.build(&id, cx);
    }
}
