//! The model as JSON: what `inspect` writes as YAML, key by key, in the same order.

use super::Document;
use crate::dump;
use crate::error::Fault;
use crate::model::Schema;

pub(super) fn render(_: &Document, schema: &Schema) -> Result<String, Fault> {
    let wrong = |error: String| Fault::new("the model cannot be written as JSON").detail(error);
    // The text is our own: nobody can blow it up.
    let options = serde_yaml::options! { budget: None };
    let value: serde_json::Value = serde_yaml::from_str_with_options(&dump::to_string(schema), options)
        .map_err(|error| wrong(error.to_string()))?;
    let text = serde_json::to_string_pretty(&value).map_err(|error| wrong(error.to_string()))?;
    Ok(text + "\n")
}
