//! What the diagrams have in common: which relations they draw and what they call them.

use crate::model::hashed::HashMap;
use crate::model::{ObjectId, Outline, OutlineTable};

/// The names of a diagram's relations: with their schemas where there are several.
pub(super) struct Names {
    qualified: bool,
}

impl Names {
    pub(super) fn of(outline: &Outline<'_>) -> Self {
        Self { qualified: outline.has_several_schemas() }
    }

    pub(super) fn name(&self, id: &ObjectId) -> String {
        if self.qualified { id.to_string() } else { id.name.to_string() }
    }
}

/// On one line, without the signs that would end what it stands in.
pub(super) fn tame(text: &str, signs: &[char], instead: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.replace(signs, instead)
}

/// The places of the relations that are drawn. What is not among them is not referred to.
pub(super) fn places<'a>(outline: &Outline<'a>) -> HashMap<&'a ObjectId, usize> {
    outline.relations.iter().enumerate().map(|(at, relation)| (relation.id, at)).collect()
}

/// The names of a relation's columns that are in a key, for a label beside them.
pub(super) fn marks(relation: &OutlineTable<'_>, at: usize) -> Vec<&'static str> {
    let Some(field) = relation.columns.get(at) else { return Vec::new() };
    let unique = field.unique && !field.primary;
    let marks = [(field.primary, "PK"), (field.refers, "FK"), (unique, "UK")];
    marks.into_iter().filter_map(|(holds, mark)| holds.then_some(mark)).collect()
}
