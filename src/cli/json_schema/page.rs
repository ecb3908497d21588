//! A JSON Schema as a page for people: a heading for each of its objects, a row for each of their keys.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The page, in Markdown. What is not described in the schema is not in it.
pub(super) fn page(title: &str, schema: &Value) -> String {
    let none = Map::new();
    let definitions = schema["$defs"].as_object().unwrap_or(&none);
    let mut page = format!("# {title}\n");
    let mut seen = BTreeSet::new();
    // The outermost first, then what it is made of, in the order in which it is met.
    let root = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    let mut waiting: Vec<String> = root.map(str::to_owned).into_iter().collect();
    if root.is_none() {
        section(&mut page, None, schema, definitions);
        waiting.extend(named(schema));
    }
    waiting.reverse();
    while let Some(name) = waiting.pop() {
        let Some(definition) = definitions.get(&name).filter(|_| seen.insert(name.clone())) else { continue };
        if has_keys(definition) {
            section(&mut page, Some(&name), definition, definitions);
        }
        let mut next = named(definition);
        next.reverse();
        waiting.extend(next);
    }
    page
}

/// Whether it has a section of its own; else it is told where it is named.
fn has_keys(definition: &Value) -> bool {
    definition["properties"].as_object().is_some_and(|properties| !properties.is_empty())
}

/// What a definition is called in the page: `LongColumn`, `RawTarget` and `TableModel` are names of the code.
fn title(name: &str) -> String {
    let name = name.strip_suffix("Model").unwrap_or(name);
    let name = ["Long", "Raw"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

/// Where a heading is, as Markdown's readers make it.
fn anchor(name: &str) -> String {
    title(name).replace(' ', "-")
}

fn section(page: &mut String, name: Option<&str>, definition: &Value, definitions: &Map<String, Value>) {
    if let Some(name) = name {
        page.push_str(&format!("\n## {}\n", title(name)));
    }
    if let Some(words) = definition["description"].as_str() {
        page.push_str(&format!("\n{}\n", line(words)));
    }
    let Some(properties) = definition["properties"].as_object().filter(|properties| !properties.is_empty()) else {
        return;
    };
    let required: BTreeSet<&str> =
        definition["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    page.push_str("\n| key | takes | |\n|---|---|---|\n");
    // By name: the order of the schema is that of the code.
    for (key, value) in properties.iter().collect::<BTreeMap<_, _>>() {
        let needed = if required.contains(key.as_str()) { "; needed" } else { "" };
        let words = value["description"].as_str().map(line).unwrap_or_default();
        page.push_str(&format!("| `{key}` | {}{needed} | {words} |\n", takes(value, definitions)));
    }
}

/// Words within a row.
fn line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// What may stand there.
fn takes(value: &Value, definitions: &Map<String, Value>) -> String {
    let Some(object) = value.as_object() else { return "anything".to_owned() };
    if let Some(name) = reference(object) {
        return match definitions.get(name) {
            Some(definition) if !has_keys(definition) => takes(definition, definitions),
            _ => format!("[{}](#{})", title(name), anchor(name)),
        };
    }
    if let Some(words) = object.get("enum").and_then(Value::as_array) {
        let words: Vec<String> = words.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect();
        return words.join(", ");
    }
    if let Some(choices) = ["anyOf", "oneOf"].iter().find_map(|key| object.get(*key).and_then(Value::as_array)) {
        return alternatives(choices.iter().map(|choice| takes(choice, definitions)));
    }
    match object.get("type") {
        Some(Value::String(one)) => of_type(one, value, definitions),
        Some(Value::Array(all)) => {
            alternatives(all.iter().filter_map(Value::as_str).map(|one| of_type(one, value, definitions)))
        }
        _ => "anything".to_owned(),
    }
}

/// Each once. That a key may be left empty, and that a number or a word of YAML is text as well, goes without saying.
fn alternatives(told: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for one in told.filter(|one| !one.is_empty()) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    if all.iter().any(|one| one == "text") {
        all.retain(|one| one != "a number" && one != "yes or no");
    }
    all.join(", or ")
}

fn of_type(name: &str, value: &Value, definitions: &Map<String, Value>) -> String {
    match name {
        "null" => String::new(),
        "boolean" => "yes or no".to_owned(),
        "integer" | "number" => "a number".to_owned(),
        "string" => "text".to_owned(),
        "array" if value["items"].is_object() => format!("a list of {}", takes(&value["items"], definitions)),
        "array" => "a list".to_owned(),
        "object" if has_keys(value) => {
            let keys = value["properties"].as_object().into_iter().flat_map(Map::keys);
            format!("keys {}", keys.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", "))
        }
        "object" => match &value["additionalProperties"] {
            more @ Value::Object(_) => format!("names, each with {}", takes(more, definitions)),
            _ => "names".to_owned(),
        },
        _ => "anything".to_owned(),
    }
}

fn reference(value: &Map<String, Value>) -> Option<&str> {
    value.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next())
}

/// The definitions that are named within a value, in order.
fn named(value: &Value) -> Vec<String> {
    match value {
        Value::Object(object) => {
            let own = reference(object).map(str::to_owned);
            own.into_iter().chain(object.values().flat_map(named)).collect()
        }
        Value::Array(values) => values.iter().flat_map(named).collect(),
        _ => Vec::new(),
    }
}
