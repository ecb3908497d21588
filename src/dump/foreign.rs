//! `foreign_data_wrappers:` and `foreign_servers:` with their user mappings.

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::model::{ForeignDataWrapper, ForeignServer, Object, ObjectId, Options, Secrets, UserMapping};

/// Writes options, placeholders for the secrets among them.
pub fn options(entries: &mut Entries, options: &Options, secrets: &Secrets) {
    options_of(entries, "options", options, secrets);
}

/// The same under another key.
pub fn options_of(entries: &mut Entries, key: &'static str, options: &Options, secrets: &Secrets) {
    let plain = options.iter().map(|(name, value)| (name.clone(), Yaml::text(value)));
    let hidden = secrets.iter().map(|(name, value)| (name.clone(), Yaml::text(&value.0)));
    let pairs: Vec<_> = plain.chain(hidden).collect();
    if !pairs.is_empty() {
        entries.add(key, Yaml::Map(pairs));
    }
}

/// Writes a foreign data wrapper.
pub fn wrapper(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::ForeignDataWrapper(wrapper) = object else { return None };
    let ForeignDataWrapper { handler, validator, options: plain, secrets } = wrapper;
    let mut entries = Entries::default();
    entries.text("handler", handler.as_ref());
    entries.text("validator", validator.as_ref());
    options(&mut entries, plain, secrets);
    dump.common(&mut entries, id);
    Some(if entries.is_empty() { Yaml::Nothing } else { entries.map() })
}

/// Writes a foreign server with its user mappings.
pub fn server(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::ForeignServer(server) = object else { return None };
    let ForeignServer { wrapper, server_type, version, options: plain, secrets } = server;
    let mut entries = Entries::default();
    entries.add("wrapper", Yaml::text(wrapper));
    entries.text("type", server_type.as_ref());
    entries.text("version", version.as_ref());
    options(&mut entries, plain, secrets);
    dump.common(&mut entries, id);
    let mut mappings = Entries::default();
    for (mapping_id, entry) in &dump.schema.objects {
        let Object::UserMapping(UserMapping { options: plain, secrets, hidden: _ }) = &entry.object else { continue };
        if mapping_id.name == id.name {
            let mut body = Entries::default();
            options(&mut body, plain, secrets);
            mappings.add(&*mapping_id.signature, if body.is_empty() { Yaml::Nothing } else { body.map() });
            dump.wrote(mapping_id);
        }
    }
    if !mappings.is_empty() {
        entries.add("user_mappings", mappings.map());
    }
    Some(entries.map())
}
