//! Rewrite rules of tables and views.

use super::common::Common;
use super::context::Context;
use super::read::{Form, Text, mapping};
use super::table::Home;
use super::trigger::Enabled;
use super::view::statement;
use crate::model::{Kind, ObjectId, Rule};

/// A rule: its definition, or a mapping.
pub type RuleModel = Form<Text, LongRule>;

mapping! {
    /// A rewrite rule.
    pub struct LongRule, "a rule" {
        /// What follows `CREATE RULE name AS`: `ON INSERT TO t DO INSTEAD NOTHING`.
        definition "definition": Text,
        /// `disabled`, `replica` or `always`, where it is not simply enabled.
        enabled "enabled": Option<Enabled>,
        .. common: Common,
    }
}

/// Adds a rule.
pub fn build_rule(home: Home<'_>, name: &Text, model: &RuleModel, cx: &mut Context) {
    let (definition, long) = match model {
        Form::Short(definition) => (definition, None),
        Form::Long(long) => (&long.definition, Some(long)),
    };
    let enabled = long.and_then(|long| long.enabled).map(|enabled| enabled.0.to_owned());
    let Some(definition) = statement(definition, "the rule's definition", cx) else { return };
    let id = ObjectId::child(home.id, Kind::Rule, name.value.as_str());
    if cx.insert(&id, Rule { definition, enabled }, name.spot)
        && let Some(long) = long
    {
        long.common.build(&id, cx);
    }
}
