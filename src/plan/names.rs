//! Guessing dependencies from text, for what no catalog knows: a function's body, and a model that
//! no server has seen.

use crate::model::hashed::{HashMap, HashSet};
use crate::model::{ObjectId, Schema};

/// The objects that can be told by a name alone.
#[derive(Debug, Default)]
pub(crate) struct Names<'a> {
    by_name: HashMap<String, Vec<&'a ObjectId>>,
}

impl<'a> Names<'a> {
    /// Those of the ids that stand on their own: parts are found through their parents.
    pub(crate) fn new(ids: impl Iterator<Item = &'a ObjectId>) -> Self {
        let mut by_name: HashMap<String, Vec<&'a ObjectId>> = HashMap::default();
        for id in ids.filter(|id| id.parent().is_none()) {
            by_name.entry(id.name.to_lowercase()).or_default().push(id);
        }
        Self { by_name }
    }

    /// The objects whose names occur in the texts of an object, itself aside.
    pub(crate) fn mentioned(&self, schema: &Schema, id: &ObjectId) -> Vec<&'a ObjectId> {
        let Some(object) = schema.get(id) else { return Vec::new() };
        let mut found = Vec::new();
        let mut seen = HashSet::default();
        for text in object.texts() {
            for word in words(text).filter(|word| !word.is_empty()) {
                let word = word.to_lowercase();
                if let Some(ids) = self.by_name.get(&word)
                    && seen.insert(word)
                {
                    found.extend(ids.iter().copied().filter(|other| *other != id));
                }
            }
        }
        found
    }
}

/// The words of a text, runs of signs such as operators are, and what stands between double quotes
/// or backticks as one word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let sign = |c: char| "+-*/<>=~!@#%^&|`?".contains(c);
    text.split(['"', '`']).flat_map(move |piece| {
        let words = piece.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
        std::iter::once(piece).chain(words).chain(piece.split(move |c: char| !sign(c)))
    })
}
