//! `extensions:`

use super::common::Common;
use super::context::Context;
use super::grant::{GrantModel, build_grants};
use super::name;
use super::read::{Named, Text, mapping};
use crate::model::{Extension, Kind, ObjectId};

mapping! {
    /// An extension.
    pub struct ExtensionModel, "an extension" {
        /// The schema that holds what it creates; the server's choice if not said.
        schema "schema": Option<Text>,
        /// Its version; any will do if not said.
        version "version": Option<Text>,
        /// What is granted on its members otherwise than it does itself, by their sorts and names:
        /// `routine public.hstore(text, text)`, `foreign data wrapper postgres_fdw`.
        members "members": Named<MemberModel>,
        .. common: Common,
    }
}

mapping! {
    /// A member of an extension.
    pub struct MemberModel, "a member of an extension" {
        /// What roles may do with it beside what the extension grants, by role; `public` is everyone.
        grants "grants": Named<GrantModel>,
        /// The same for its columns, by column.
        columns "columns": Named<MemberColumn>,
    }
}

mapping! {
    /// A column of an extension's table.
    pub struct MemberColumn, "a column of an extension's table" {
        /// What roles may do with it beside what the extension grants, by role; `public` is everyone.
        grants "grants": Named<GrantModel>,
    }
}

/// The member of an extension that a key names, `KIND NAME`.
fn member(extension: &ObjectId, key: &Text, cx: &mut Context) -> Option<ObjectId> {
    let of_kind = |kind: &Kind| Some((*kind, key.value.strip_prefix(kind.label())?.strip_prefix(' ')?));
    let Some((kind, called)) = Kind::ALL.iter().filter_map(of_kind).next() else {
        let hint = "write its sort and its name: `routine public.hstore(text, text)`, `table cron.job`";
        cx.faults.add(key.spot, format!("`{}` names no member of an extension", key.value), hint);
        return None;
    };
    let (mut parts, signature) = cx.parsed(key, name::call(called))?;
    let name = parts.pop()?;
    let own = ObjectId::routine(kind, parts.pop().unwrap_or_default(), name, signature.unwrap_or_default());
    Some(own.within(extension))
}

/// Adds what is granted on objects that are no objects of the model.
pub fn build_members(members: &Named<MemberModel>, of: &ObjectId, cx: &mut Context) {
    for (key, model) in &members.0 {
        let Some(member) = member(of, key, cx) else { continue };
        build_grants(&model.grants, &member, cx);
        for (column, model) in &model.columns.0 {
            let column = ObjectId::child(&member, Kind::Column, column.value.as_str());
            build_grants(&model.grants, &column, cx);
        }
    }
}

impl ExtensionModel {
    /// Adds the extension.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        let id = ObjectId::global(Kind::Extension, name.value.as_str());
        let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        if cx.insert(
            &id,
            Extension { schema: value(&self.schema), version: value(&self.version), fixed: false },
            name.spot,
        ) {
            self.common.build(&id, cx);
            build_members(&self.members, &id, cx);
        }
    }
}
