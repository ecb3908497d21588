//! `subscriptions:`

use indexmap::IndexSet;

use super::context::{Context, values};
use super::grant::Owned;
use super::read::{Named, Text, choice, mapping, nearest};
use crate::engine::postgres::conninfo;
use crate::engine::postgres::subscription::DEFAULTS;
use crate::model::{Attributes, Kind, ObjectId, Subscription};

mapping! {
    /// A subscription to publications of another server. It is made without a word to that server.
    pub struct SubscriptionModel, "a subscription" {
        /// The connection string; for its password stands the name of a variable of the environment:
        /// `host=h user=u password=${NAME}`.
        connection "connection": Option<Text>,
        /// The publications.
        publications "publications": Vec<Text>,
        /// The replication slot at the publisher: the subscription's name if not said; `none`.
        slot "slot": Option<Text>,
        /// Whether it receives changes: `true` if not said.
        enabled "enabled": Option<bool>,
        /// Whether transactions come before they end; the server's default if not said (PostgreSQL 14).
        streaming "streaming": Option<Streaming>,
        /// What is not at its default, by name: `binary: true`, `origin: none`.
        options "options": Named<Text>,
        .. owned: Owned,
    }
}

/// How transactions in progress come.
#[derive(Clone, Copy, Debug)]
pub struct Streaming(&'static str);

choice!(Streaming, "a way of streaming" {
    "off" => Streaming("off"),
    "on" => Streaming("on"),
    "parallel" => Streaming("parallel"),
});

/// The word for no replication slot, as in SQL.
pub const NO_SLOT: &str = "none";

impl SubscriptionModel {
    /// Adds it.
    pub fn build(&self, name: &Text, cx: &mut Context) {
        let connection = self.connection.as_ref().map(|text| {
            let redacted = conninfo::redact(&text.value, &name.value);
            let marks = |text: &str| text.matches("${").count();
            if marks(&redacted.0) != marks(&text.value) {
                cx.faults.add_secret(
                    text.spot,
                    "a secret stands in the connection string, and a secret does not stand in a model",
                    "write the name of a variable of the environment, `password=${NAME}`, and set it where `dbtool apply` runs",
                );
            }
            redacted
        });
        let publications: IndexSet<String> = values(&self.publications).into_iter().collect();
        if publications.is_empty() {
            let hint = "write `publications: [NAME]`";
            cx.faults.add(name.spot, format!("the subscription `{}` names no publication", name.value), hint);
        }
        let slot = self.slot.as_ref().map_or(&name.value, |slot| &slot.value);
        let slot = (slot != NO_SLOT).then(|| slot.clone());
        let enabled = self.enabled.unwrap_or(true);
        if enabled && slot.is_none() {
            let message = format!("the subscription `{}` is enabled and has no replication slot", name.value);
            cx.faults.add(name.spot, message, "name the slot, or write `enabled: false`");
        }
        let streaming = self.streaming.map(|streaming| streaming.0.to_owned());
        let options = self.options(cx);
        let subscription = Subscription { connection, publications, slot, enabled, streaming, options };
        let id = ObjectId::global(Kind::Subscription, name.value.as_str());
        if cx.insert(&id, subscription, name.spot) {
            self.owned.build(&id, cx);
        }
    }

    /// The options that are not at their defaults.
    fn options(&self, cx: &mut Context) -> Attributes {
        let mut options = Attributes::new();
        for (key, text) in &self.options.0 {
            match DEFAULTS.iter().find(|(name, _)| *name == key.value) {
                Some((_, usual)) if *usual == text.value => {}
                Some((_, "true" | "false")) if !matches!(text.value.as_str(), "true" | "false") => {
                    cx.faults.add(text.spot, format!("expected `true` or `false`, found `{}`", text.value), "");
                }
                Some(_) => _ = options.insert(key.value.clone(), text.value.clone()),
                None => {
                    let names = || DEFAULTS.iter().map(|(name, _)| *name);
                    let near = nearest(&key.value, names()).map(|near| format!("did you mean `{near}`? "));
                    let list = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                    let hint = format!("{}a subscription takes {list}", near.unwrap_or_default());
                    cx.faults.add(key.spot, format!("`{}` is no option of a subscription", key.value), hint);
                }
            }
        }
        options
    }
}
