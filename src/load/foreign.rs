//! `foreign_data_wrappers:` and `foreign_servers:` with their user mappings.

use super::context::Context;
use super::grant::Rights;
use super::read::{Named, OrNothing, Text, mapping, value};
use crate::engine::postgres::secret::{is_placeholder, is_secret};
use crate::model::{ForeignDataWrapper, ForeignServer, Kind, ObjectId, Options, Redacted, Secrets, UserMapping};

mapping! {
    /// A foreign data wrapper. Those that an extension brings are its own affair.
    pub struct WrapperModel, "a foreign data wrapper" {
        /// The function that makes its plans.
        handler "handler": Option<Text>,
        /// The function that checks options.
        validator "validator": Option<Text>,
        /// Options, by name. For a secret stands the name of a variable of the environment: `${NAME}`.
        options "options": Named<Text>,
        .. rights: Rights,
    }
}

mapping! {
    /// A foreign server.
    pub struct ServerModel, "a foreign server" {
        /// The foreign data wrapper, an extension's or one of the model's.
        wrapper "wrapper": Text,
        /// Its type, which the wrapper may heed.
        server_type "type": Option<Text>,
        /// Its version, which the wrapper may heed.
        version "version": Option<Text>,
        /// Options, by name. For a secret stands the name of a variable of the environment: `${NAME}`.
        options "options": Named<Text>,
        /// What roles say of themselves to it, by role; `public` is everyone.
        user_mappings "user_mappings": Named<OrNothing<MappingModel>>,
        .. rights: Rights,
    }
}

mapping! {
    /// A user mapping.
    pub struct MappingModel, "a user mapping" {
        /// Options, by name. For a password stands the name of a variable of the environment: `${NAME}`.
        options "options": Named<Text>,
    }
}

/// Options without and with secrets; a secret itself does not stand in a model.
pub fn options(written: &Named<Text>, cx: &mut Context) -> (Options, Secrets) {
    let (mut options, mut secrets) = (Options::new(), Secrets::new());
    for (key, text) in &written.0 {
        if !is_secret(&key.value) {
            options.insert(key.value.clone(), text.value.clone());
            continue;
        }
        if !is_placeholder(&text.value) {
            cx.faults.add_secret(
                text.spot,
                format!("`{}` is a secret, and a secret does not stand in a model", key.value),
                "write the name of a variable of the environment, `${NAME}`, and set it where `dbtool apply` runs",
            );
        }
        secrets.insert(key.value.clone(), Redacted(text.value.clone()));
    }
    (options, secrets)
}

impl WrapperModel {
    /// Adds it.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        let (options, secrets) = options(&self.options, cx);
        let bare =
            |text: &Option<Text>| value(text).map(|text| text.strip_suffix("()").map_or(text.clone(), str::to_owned));
        let wrapper =
            ForeignDataWrapper { handler: bare(&self.handler), validator: bare(&self.validator), options, secrets };
        let id = ObjectId::global(Kind::ForeignDataWrapper, name.value.as_str());
        if cx.insert(&id, wrapper, name.spot) {
            self.rights.build(&id, cx);
        }
    }
}

impl ServerModel {
    /// Adds it with its user mappings.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        let (plain, secrets) = options(&self.options, cx);
        let server = ForeignServer {
            wrapper: self.wrapper.value.clone(),
            server_type: value(&self.server_type),
            version: value(&self.version),
            options: plain,
            secrets,
        };
        let id = ObjectId::global(Kind::ForeignServer, name.value.as_str());
        if cx.insert(&id, server, name.spot) {
            self.rights.build(&id, cx);
        }
        for (role, model) in &self.user_mappings.0 {
            cx.check_name(&role.value, role.spot);
            let (options, secrets) = options(&model.0.options, cx);
            let id = ObjectId::routine(Kind::UserMapping, "", name.value.as_str(), role.value.as_str());
            cx.insert(&id, UserMapping { options, secrets, hidden: false }, role.spot);
        }
    }
}
