//! Row-level security policies.

use super::common::Common;
use super::context::{Context, values};
use super::grant::EVERYONE;
use super::read::{Text, choice, mapping, value};
use super::table::Home;
use crate::model::{Kind, ObjectId, Policy};

mapping! {
    /// A row-level security policy.
    pub struct PolicyModel, "a policy" {
        /// The command that it is for: `all` if not said.
        command "command": Option<Command>,
        /// Whether it narrows what others grant, rather than grant by itself.
        restrictive "restrictive": bool,
        /// The roles that it is for: `[public]`, everyone, if not said.
        roles "roles": Option<Vec<Text>>,
        /// Which rows are seen.
        using "using": Option<Text>,
        /// Which rows may be written.
        check "check": Option<Text>,
        .. common: Common,
    }
}

/// A command that a policy is for.
#[derive(Clone, Copy, Debug)]
pub struct Command(&'static str);

choice!(Command, "a policy's command" {
    "all" => Command("all"),
    "select" => Command("select"),
    "insert" => Command("insert"),
    "update" => Command("update"),
    "delete" => Command("delete"),
});

/// Adds a policy.
pub fn build_policy(home: Home<'_>, name: &Text, model: &PolicyModel, cx: &mut Context) {
    let mut roles = match &model.roles {
        Some(roles) => values(roles),
        None => vec![EVERYONE.to_owned()],
    };
    roles.sort();
    let policy = Policy {
        command: model.command.map_or("all", |command| command.0).to_owned(),
        restrictive: model.restrictive,
        roles,
        using: value(&model.using),
        check: value(&model.check),
    };
    let id = ObjectId::child(home.id, Kind::Policy, name.value.as_str());
    if cx.insert(&id, policy, name.spot) {
        model.common.build(&id, cx);
    }
}
