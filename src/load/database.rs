//! `database:`

use super::context::Context;
use super::extension::{MemberModel, build_members};
use super::grant::Granted;
use super::read::{Named, Text, mapping};
use crate::engine::postgres::secret::is_secret;
use crate::model::{Kind, ObjectId, Setting};

mapping! {
    /// What is said of the database itself, whatever it is called.
    pub struct DatabaseModel, "the database" {
        /// What sessions with it begin with: `work_mem: 64MB`.
        settings "settings": Named<Text>,
        /// The same for the sessions of a role, by role.
        role_settings "role_settings": Named<Named<Text>>,
        /// What is granted on the server's own objects otherwise than a new database has it, by their sorts
        /// and names: `routine pg_catalog.pg_reload_conf()`, `table pg_catalog.pg_authid`, `language sql`.
        system_objects "system_objects": Named<MemberModel>,
        .. granted: Granted,
    }
}

impl DatabaseModel {
    /// Adds what it says.
    pub fn build(&self, cx: &mut Context) {
        let database = ObjectId::database();
        self.granted.build(&database, cx);
        build_members(&self.system_objects, &database, cx);
        settings(&self.settings, &database, "", cx);
        for (role, list) in &self.role_settings.0 {
            cx.check_name(&role.value, role.spot);
            settings(list, &database, &role.value, cx);
        }
    }
}

/// Adds the settings of a database or role.
pub fn settings(list: &Named<Text>, of: &ObjectId, role: &str, cx: &mut Context) {
    for (name, value) in &list.0 {
        if is_secret(&name.value) {
            let message = format!("the setting `{}` is a secret, and a secret does not stand in a model", name.value);
            cx.faults.add_secret(value.spot, message, "leave it out: dbtool leaves such settings alone");
        }
        let id = ObjectId::child(of, Kind::Setting, name.value.as_str()).with_signature(role);
        cx.insert(&id, Setting { value: value.value.clone() }, name.spot);
    }
}
