//! JSON Schemas as editors and SchemaStore take them: of draft-07, which all of them know.

use serde_json::{Map, Value, json};

/// A schema of draft 2020-12 in the words of draft-07, under this title. What is the same in both stays as it is.
pub(super) fn draft07(schema: Value, title: &str) -> Value {
    let mut schema = older(schema);
    if let Some(object) = schema.as_object_mut() {
        object.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
        object.insert("title".to_owned(), json!(title));
    }
    schema
}

fn older(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(older).collect(),
        Value::Object(object) => Value::Object(object_of(object)),
        value => value,
    }
}

fn object_of(object: Map<String, Value>) -> Map<String, Value> {
    let alone = object.len() == 1;
    let mut out = Map::new();
    for (key, value) in object {
        match (key.as_str(), value) {
            ("$defs", value) => {
                out.insert("definitions".to_owned(), older(value));
            }
            ("$ref", Value::String(path)) => {
                let path = json!(path.replace("#/$defs/", "#/definitions/"));
                // Draft-07 passes over what stands beside a reference.
                match alone {
                    true => out.insert(key, path),
                    false => out.insert("allOf".to_owned(), json!([{"$ref": path}])),
                };
            }
            (_, value) => {
                out.insert(key, older(value));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_keep_what_stands_beside_them() {
        let newer = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Raw",
            "properties": {"a": {"$ref": "#/$defs/A"}, "b": {"description": "why", "$ref": "#/$defs/A"}},
            "$defs": {"A": {"anyOf": [{"$ref": "#/$defs/A"}, {"type": "null"}]}},
        });
        let older = json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "what it is",
            "properties": {
                "a": {"$ref": "#/definitions/A"},
                "b": {"description": "why", "allOf": [{"$ref": "#/definitions/A"}]},
            },
            "definitions": {"A": {"anyOf": [{"$ref": "#/definitions/A"}, {"type": "null"}]}},
        });
        assert_eq!(draft07(newer, "what it is"), older);
    }
}
