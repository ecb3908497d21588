use serde::{Deserialize, Serialize};

use super::{Attributes, Entity};

/// What a server runs at its time (MySQL, MariaDB).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// `AT '…'` or `EVERY 1 DAY STARTS '…' ENDS '…'`.
    pub schedule: String,
    /// Whether it stays when its last time is over.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub preserve: bool,
    /// `disabled` or `replica` (disabled on replicas), where it is not simply enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<String>,
    /// The statement that it runs.
    pub body: String,
    /// `definer`, `sql_mode`, `charset`, `collation`, `time_zone`.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub options: Attributes,
}

impl Entity for Event {
    fn texts(&self) -> Vec<&str> {
        vec![&self.body]
    }
}
