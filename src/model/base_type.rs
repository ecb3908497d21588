use serde::{Deserialize, Serialize};

use super::{Attributes, Entity};

/// A base type; a shell type, a name that functions can speak of and no more, where it has no
/// options.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseType {
    /// Its options by their names in `CREATE TYPE`, lower-case: `input`, `internallength`; a mark
    /// without a value (`passedbyvalue`, `preferred`, `collatable`) has an empty one. What is at
    /// the server's default is left out.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub options: Attributes,
}

impl BaseType {
    /// The functions that are declared with the type itself, so that the type is begun as a shell
    /// before them and completed after them.
    pub const OWN_FUNCTIONS: [&'static str; 4] = ["input", "output", "receive", "send"];
}

impl Entity for BaseType {
    fn texts(&self) -> Vec<&str> {
        let names = ["typmod_in", "typmod_out", "analyze", "subscript", "element", "like"];
        names.iter().filter_map(|name| self.options.get(*name)).map(String::as_str).collect()
    }
}
