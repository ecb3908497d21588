//! Values of rows, as the driver gives them.

use scylla::value::CqlValue;

/// A row: its values by their columns' names.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells(pub(super) Vec<(String, Option<CqlValue>)>);

impl Cells {
    fn get(&self, name: &str) -> Option<&CqlValue> {
        self.0.iter().find(|(column, _)| column == name)?.1.as_ref()
    }

    /// A value as text; empty where there is none.
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).map(text).unwrap_or_default()
    }

    /// Whether a value is true.
    pub(super) fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name), Some(CqlValue::Boolean(true)))
    }

    /// The values of a list or set.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        match self.get(name) {
            Some(CqlValue::List(all) | CqlValue::Set(all)) => all.iter().map(text).collect(),
            _ => Vec::new(),
        }
    }

    /// The entries of a map of bytes.
    pub(super) fn blobs<'a>(&'a self, name: &str) -> Vec<(String, &'a [u8])> {
        let Some(CqlValue::Map(all)) = self.get(name) else { return Vec::new() };
        let bytes = |(key, value): &'a (CqlValue, CqlValue)| match value {
            CqlValue::Blob(bytes) => Some((text(key), bytes.as_slice())),
            _ => None,
        };
        all.iter().filter_map(bytes).collect()
    }

    /// The entries of a map.
    pub(super) fn map(&self, name: &str) -> Vec<(String, String)> {
        match self.get(name) {
            Some(CqlValue::Map(all)) => all.iter().map(|(key, value)| (text(key), text(value))).collect(),
            _ => Vec::new(),
        }
    }
}

/// A value as CQL writes it, strings without their quotes; what tables of the schema and of migrations
/// do not hold, as the driver shows it.
pub(super) fn text(value: &CqlValue) -> String {
    match value {
        CqlValue::Ascii(text) | CqlValue::Text(text) => text.clone(),
        CqlValue::Boolean(value) => value.to_string(),
        CqlValue::Int(value) => value.to_string(),
        CqlValue::BigInt(value) => value.to_string(),
        CqlValue::SmallInt(value) => value.to_string(),
        CqlValue::TinyInt(value) => value.to_string(),
        CqlValue::Counter(value) => value.0.to_string(),
        // As the server writes it: 1.0, not 1.
        CqlValue::Double(value) => format!("{value:?}"),
        CqlValue::Float(value) => format!("{value:?}"),
        CqlValue::Uuid(value) => value.to_string(),
        CqlValue::Timeuuid(value) => value.to_string(),
        CqlValue::Inet(value) => value.to_string(),
        CqlValue::Timestamp(value) => value.0.to_string(),
        CqlValue::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        CqlValue::Empty => String::new(),
        other => format!("{other:?}"),
    }
}
