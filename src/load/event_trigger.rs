//! `event_triggers:`

use super::context::{Context, values};
use super::grant::Owned;
use super::read::{Text, mapping};
use super::trigger::Enabled;
use crate::model::{EventTrigger, Kind, ObjectId};

mapping! {
    /// An event trigger.
    pub struct EventTriggerModel, "an event trigger" {
        /// `ddl_command_start`, `ddl_command_end`, `sql_drop`, `table_rewrite` or `login`.
        event "event": Text,
        /// The commands that it is limited to: `CREATE TABLE`.
        tags "tags": Vec<Text>,
        /// The function.
        function "function": Text,
        /// `disabled`, `replica` or `always`, where it is not simply enabled.
        enabled "enabled": Option<Enabled>,
        .. owned: Owned,
    }
}

impl EventTriggerModel {
    /// Adds it.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        // The server keeps tags in capitals (`validate_ddl_tags`).
        let tags: Vec<String> = values(&self.tags).iter().map(|tag| tag.to_uppercase()).collect();
        let function = &self.function.value;
        let trigger = EventTrigger {
            event: self.event.value.clone(),
            tags,
            function: function.strip_suffix("()").unwrap_or(function).to_owned(),
            enabled: self.enabled.map(|enabled| enabled.0.to_owned()),
        };
        let id = ObjectId::global(Kind::EventTrigger, name.value.as_str());
        if cx.insert(&id, trigger, name.spot) {
            self.owned.build(&id, cx);
        }
    }
}
