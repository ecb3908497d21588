//! `roles:`

use super::Dump;
use super::database::settings;
use super::yaml::{Entries, Yaml};
use crate::model::{Membership, Object, ObjectId, Role};

/// Writes a role with its memberships and settings.
pub fn write(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Role(role) = object else { return None };
    let Role {
        superuser,
        noinherit,
        createrole,
        createdb,
        login,
        replication,
        bypassrls,
        connection_limit,
        valid_until,
    } = role;
    let mut entries = Entries::default();
    entries.flag("superuser", *superuser);
    if *noinherit {
        entries.add("inherit", Yaml::word("false"));
    }
    entries.flag("createrole", *createrole);
    entries.flag("createdb", *createdb);
    entries.flag("login", *login);
    entries.flag("replication", *replication);
    entries.flag("bypassrls", *bypassrls);
    entries.number("connection_limit", *connection_limit);
    entries.text("valid_until", valid_until.as_ref());
    dump.common(&mut entries, id);
    let mut groups = Entries::default();
    for (part_id, part) in dump.parts(id) {
        let Object::Membership(Membership { admin, inherit, noset }) = part else { continue };
        let mut body = Entries::default();
        body.flag("admin", *admin);
        body.number("inherit", *inherit);
        if *noset {
            body.add("set", Yaml::word("false"));
        }
        groups.add(&*part_id.name, if body.is_empty() { Yaml::Nothing } else { body.map() });
        dump.wrote(part_id);
    }
    if !groups.is_empty() {
        entries.add("member_of", groups.map());
    }
    if let Some(own) = settings(dump, id).remove("") {
        entries.add("settings", Yaml::Map(own));
    }
    Some(if entries.is_empty() { Yaml::Nothing } else { entries.map() })
}
