use serde::{Deserialize, Serialize};

use super::{Attributes, Entity, Kind, ObjectId};

/// A trigger on a table or a view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// `before`, `after` or `instead of`; empty where a server knows no such thing (Cassandra).
    pub timing: String,
    /// `insert`, `update`, `update of a, b`, `delete`, `truncate`: in this order.
    pub events: Vec<String>,
    /// Whether it fires for each row rather than each statement.
    pub for_each_row: bool,
    /// The condition for it to fire, without its outermost parentheses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The function with its literal arguments, `audit.log('users')`; empty where a body stands instead. The class
    /// that every node has (Cassandra).
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub function: String,
    /// The statement that it runs (MySQL, MariaDB).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The trigger of the same table, timing and event after which it runs (MySQL, MariaDB).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// `definer`, `sql_mode`, `charset`, `collation` (MySQL, MariaDB).
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub options: Attributes,
    /// The name of the transition table of old rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_table: Option<String>,
    /// The name of the transition table of new rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_table: Option<String>,
    /// Whether it is a constraint trigger.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub constraint: bool,
    /// The other table of a constraint trigger (`FROM`), qualified and quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_table: Option<String>,
    /// Whether a constraint trigger can wait for the transaction's end.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub deferrable: bool,
    /// Whether it does unless told otherwise.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub initially_deferred: bool,
    /// `disabled`, `replica` or `always`, where it is not simply enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<String>,
}

impl Entity for Trigger {
    fn references(&self, id: &ObjectId) -> Vec<ObjectId> {
        let (Some(name), Some(table)) = (&self.follows, id.parent()) else { return Vec::new() };
        vec![ObjectId::child(table, Kind::Trigger, name.as_str())]
    }

    fn texts(&self) -> Vec<&str> {
        let texts = [Some(self.function.as_str()), self.body.as_deref(), self.condition.as_deref()];
        texts.into_iter().flatten().collect()
    }
}
