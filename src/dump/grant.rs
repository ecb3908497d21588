//! Owners and grants on any object, and `default_privileges:`

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::engine::mysql::{account, privilege};
use crate::load::grant::EVERYONE;
use crate::model::{DefaultPrivilege, Grant, Object, ObjectId};

/// Adds the comment, the owner and the grants that an object has as parts.
pub fn common(dump: &Dump<'_>, entries: &mut Entries, id: &ObjectId) {
    let (mut comment, mut of_index, mut owner) = (None, None, None);
    let mut labels = Entries::default();
    let (mut extensions, mut of_multirange) = (Vec::new(), None);
    let mut spread = None;
    for (part_id, part) in dump.parts(id) {
        match part {
            Object::Comment(body) if &*part_id.name == "index" => of_index = Some(&body.text),
            Object::Comment(body) if &*part_id.name == "multirange" => of_multirange = Some(&body.text),
            // It stands with the constraint, or among the table's parts.
            Object::Comment(body) if &*part_id.name == "not null" || body.copy_of.is_some() => continue,
            Object::Comment(body) => comment = Some(&body.text),
            Object::Owner(body) => owner = Some(&body.role),
            Object::ExtensionDependency(_) => extensions.push(part_id.name.to_string()),
            Object::Distribution(body) => spread = super::citus::distribution(dump, body),
            Object::SecurityLabel(body) => labels.add(&*part_id.name, Yaml::text(&body.label)),
            _ => continue,
        }
        dump.wrote(part_id);
    }
    entries.text("comment", comment);
    entries.text("index_comment", of_index);
    entries.text("multirange_comment", of_multirange);
    entries.text("owner", owner);
    entries.list("depends_on_extensions", &extensions);
    let grants = grants(dump, id);
    if !grants.is_empty() {
        entries.add("grants", grants.map());
    }
    if let Some(spread) = spread {
        entries.add("citus", spread);
    }
    if !labels.is_empty() {
        entries.add("security_labels", labels.map());
    }
}

/// The grants on an object, by role or account.
pub fn grants(dump: &Dump<'_>, id: &ObjectId) -> Entries {
    let mut grants = Entries::default();
    for (part_id, part) in dump.parts(id) {
        let Object::Grant(body) = part else { continue };
        match &*part_id.signature {
            "" => grants.add(key(&part_id.name), value(body)),
            _ => grants.add(account(part_id), value(&shortened(dump, id, body))),
        }
        dump.wrote(part_id);
    }
    grants
}

fn key(role: &str) -> &str {
    if role.is_empty() { EVERYONE } else { role }
}

/// The account or role of a grant that stays when what it is on is gone.
fn account(id: &ObjectId) -> String {
    match id.signature.strip_prefix('@') {
        None if id.name.is_empty() => EVERYONE.to_owned(),
        host => account::spell(&id.name, host),
    }
}

/// A grant with one word for all that there is to be granted on an object.
fn shortened(dump: &Dump<'_>, on: &ObjectId, grant: &Grant) -> Grant {
    let there = dump.schema.granting.as_ref().and_then(|granting| granting.privileges.get(&on.kind));
    let mut grant = grant.clone();
    if let Some(there) = there {
        grant.privileges = privilege::shortened(&grant.privileges, there);
    }
    grant
}

fn value(grant: &Grant) -> Yaml {
    let Grant { privileges, grantable, revoked } = grant;
    let mut entries = Entries::default();
    entries.list("privileges", privileges);
    entries.list("grantable", grantable);
    entries.list("revoked", revoked);
    if entries.is_empty() { Yaml::List(Vec::new()) } else { entries.short("privileges") }
}

/// Writes the default privileges, a list of mappings.
pub fn default_privileges(dump: &Dump<'_>) -> Option<Yaml> {
    let mut list = Vec::new();
    for (id, entry) in &dump.schema.objects {
        let Object::DefaultPrivilege(DefaultPrivilege { grants }) = &entry.object else { continue };
        let mut entries = Entries::default();
        entries.add("role", Yaml::text(&*id.name));
        if !id.schema.is_empty() {
            entries.add("schema", Yaml::text(&*id.schema));
        }
        entries.add("objects", Yaml::text(id.signature.replace(' ', "_")));
        let grants = grants.iter().map(|(role, grant)| (key(role).to_owned(), value(grant))).collect();
        entries.add("grants", Yaml::Map(grants));
        list.push(entries.map());
        dump.wrote(id);
    }
    (!list.is_empty()).then_some(Yaml::List(list))
}
