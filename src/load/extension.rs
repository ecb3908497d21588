//! `extensions:`

use std::sync::Arc;

use super::common::Common;
use super::context::Context;
use super::read::{Text, mapping};
use crate::model::{Extension, Kind, ObjectId};

mapping! {
    /// An extension.
    pub struct ExtensionModel, "an extension" {
        /// The schema that holds what it creates; the server's choice if not said.
        schema "schema": Option<Text>,
        /// Its version; any will do if not said.
        version "version": Option<Text>,
        .. common: Common,
    }
}

impl ExtensionModel {
    /// Adds the extension.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        let id = Arc::new(ObjectId::global(Kind::Extension, name.value.as_str()));
        let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        if cx.insert(&id, Extension { schema: value(&self.schema), version: value(&self.version) }, name.spot) {
            self.common.build(&id, cx);
        }
    }
}
