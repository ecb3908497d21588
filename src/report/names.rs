//! Words and values as reports show them. No kind is known by name.

use serde_json::Value;

use crate::model::{Difference, ObjectId};
use crate::plan::Action;

/// The verb of an action.
pub fn verb(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Alter => "alter",
        Action::Drop => "drop",
        Action::Rename => "rename",
    }
}

/// `table public.users`; a part that has no name of its own goes by its parent's.
pub fn title(id: &ObjectId) -> String {
    format!("{} {id}", id.kind)
}

/// The name within another object: `column id` in `table public.users`; what has no name of its
/// own goes by its kind alone.
pub fn within(id: &ObjectId, outer: &ObjectId) -> String {
    let (full, outer) = (id.to_string(), outer.to_string());
    let short = full.strip_prefix(&outer).map_or(full.as_str(), |rest| rest.trim_start_matches('.'));
    if short.is_empty() { id.kind.to_string() } else { format!("{} {short}", id.kind) }
}

/// A value on one line, as YAML's flow style writes it.
pub fn value(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) if text.is_empty() => "''".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(self::value).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let pairs: Vec<String> = map.iter().map(|(key, item)| format!("{key}: {}", self::value(item))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}

/// A value as lines, for what does not fit on one: a text's own lines, a list's items.
pub fn lines(value: &Value) -> String {
    let mut text = match value {
        Value::Null => String::new(),
        Value::Array(items) => items.iter().map(|item| format!("{}\n", self::value(item))).collect(),
        other => self::value(other),
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Whether a difference reads better as a diff of lines than as `before → after`.
pub fn is_long(difference: &Difference) -> bool {
    const ROOM: usize = 100;
    let (before, after) = (value(&difference.before), value(&difference.after));
    before.contains('\n')
        || after.contains('\n')
        || before.chars().count() + after.chars().count() > ROOM
            && !difference.before.is_null()
            && !difference.after.is_null()
}
