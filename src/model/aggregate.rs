use serde::{Deserialize, Serialize};

use super::{Attributes, Entity};

/// An aggregate function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aggregate {
    /// The arguments as `CREATE AGGREGATE` takes them, `ORDER BY` of an ordered-set aggregate included.
    pub arguments: String,
    /// The function that takes a row in, qualified.
    pub sfunc: String,
    /// The type of the state.
    pub stype: String,
    /// The rest by its name in `CREATE AGGREGATE`, lower-case: `finalfunc`, `initcond`, `sortop`,
    /// `parallel`; a mark without a value (`hypothetical`, `finalfunc_extra`) has an empty one.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub options: Attributes,
}

impl Entity for Aggregate {
    fn texts(&self) -> Vec<&str> {
        let options = self.options.values().map(String::as_str);
        [self.arguments.as_str(), &self.sfunc, &self.stype].into_iter().chain(options).collect()
    }
}
