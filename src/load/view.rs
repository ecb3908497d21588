//! `views:`

use super::context::{Context, Item};
use super::document::Part;
use super::grant::{Granted, Rights};
use super::read::{Form, Named, Nullable, Text, mapping};
use super::rule::{RuleModel, build_rule};
use super::table::Home;
use super::trigger::{TriggerModel, build_trigger};
use crate::model::{DefaultValue, Kind, ObjectId, Options, View};

/// A view: its query, or a mapping.
pub type ViewModel = Form<Text, LongView>;

mapping! {
    /// A view.
    pub struct LongView, "a view" {
        /// The query.
        query "query": Text,
        /// `check_option`, `security_barrier`, `security_invoker`.
        options "options": Options,
        /// What is said of its columns, by name; the query says which there are.
        columns "columns": Named<ViewColumn>,
        /// Rewrite rules by name: the definition, or a mapping.
        rules "rules": Named<RuleModel>,
        /// Triggers by name.
        triggers "triggers": Named<TriggerModel>,
        .. rights: Rights,
    }
}

mapping! {
    /// What is said of a view's column.
    pub struct ViewColumn, "a view's column" {
        /// Its type. The query tells it, but where a function that the query calls takes or returns rows of
        /// the view: then the types of all columns must be said, in their order.
        data_type "type": Option<Text>,
        /// The default of what is inserted into the view.
        default "default": Nullable<Text>,
        .. granted: Granted,
    }
}

/// A statement without white space around it and semicolons at its end; a fault where nothing is left.
pub fn statement(text: &Text, what: &str, cx: &mut Context) -> Option<String> {
    let bare = bare(&text.value);
    if bare.is_empty() {
        cx.faults.add(text.spot, format!("{what} is empty"), "");
        return None;
    }
    Some(bare.to_owned())
}

/// A statement without what does not matter at its ends.
pub fn bare(text: &str) -> &str {
    text.trim().trim_end_matches(|c: char| c == ';' || c.is_whitespace())
}

impl Part for ViewModel {
    fn declare(item: &Item<'_, Self>, cx: &mut Context) {
        cx.declare_relation(item.schema, item.name, "view", item.spot);
        cx.declare_type(item.schema, item.name, "view", item.spot);
    }

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let (written, long) = match item.body {
            Form::Short(written) => (written, None),
            Form::Long(long) => (&long.query, Some(long)),
        };
        let Some(query) = statement(written, "the view's query", cx) else { return };
        let options = long.map(|long| long.options.clone()).unwrap_or_default();
        let id = ObjectId::in_schema(Kind::View, item.schema, item.name);
        if !cx.insert(&id, View { query, options }, item.spot) {
            return;
        }
        let Some(long) = long else { return };
        long.rights.build(&id, cx);
        for (name, column) in &long.columns.0 {
            cx.check_name(&name.value, name.spot);
            // A view's column is no object; what is said of it names it so.
            let column_id = ObjectId::child(&id, Kind::Column, name.value.as_str());
            if let Some(default) = &column.default.0 {
                let default_id = ObjectId::child(&column_id, Kind::Default, "");
                cx.insert(&default_id, DefaultValue { expression: default.value.clone() }, default.spot);
            }
            column.granted.build(&column_id, cx);
            if let (Some(data_type), Some(entry)) = (&column.data_type, cx.schema.objects.get_mut(&id)) {
                entry.shape.push((column_id.name.clone(), data_type.value.clone()));
            }
        }
        let home = Home { id: &id, schema: item.schema, name: item.name };
        for (name, rule) in &long.rules.0 {
            build_rule(home, name, rule, cx);
        }
        for (name, trigger) in &long.triggers.0 {
            build_trigger(home, name, trigger, cx);
        }
    }
}
