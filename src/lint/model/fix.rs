//! How a rule mends what it finds, in the text of the model.

use super::View;
use crate::edit::{Change, What};
use crate::model::{Column, Index, ObjectId, Place, Schema};

/// What `--fix` does about a rule's findings.
#[derive(Clone, Copy, Debug)]
pub struct Fix {
    /// What it does, for the rule's page.
    pub says: &'static str,
    /// Does it to one object; else why not.
    pub mend: fn(&View<'_>, &ObjectId) -> Result<Mend, String>,
}

/// The changes of the text that mend one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// In their order.
    pub changes: Vec<Change>,
    /// The objects that come, go or become others by them.
    pub touches: Vec<ObjectId>,
}

impl Mend {
    /// A change where an object is written.
    pub(super) fn new(view: &View<'_>, id: &ObjectId, what: What) -> Result<Self, String> {
        Self { changes: Vec::new(), touches: vec![id.clone()] }.and(view, id, what)
    }

    /// The same with one more change.
    pub(super) fn and(mut self, view: &View<'_>, id: &ObjectId, what: What) -> Result<Self, String> {
        let at = own_place(view.schema, id).ok_or("the model does not write it out")?;
        self.changes.push(Change { at, what });
        Ok(self)
    }

    /// The same, which touches these objects too.
    pub(super) fn touching(mut self, ids: Vec<ObjectId>) -> Self {
        self.touches.extend(ids);
        self
    }

    /// Another type for a column, made of what stands in the parentheses of its own; dimensions of an array stay.
    pub(super) fn retype(view: &View<'_>, id: &ObjectId, to: impl Fn(Option<&str>) -> String) -> Result<Self, String> {
        let column = view.schema.get(id).and_then(|object| <&Column>::try_from(object).ok());
        let own = &column.ok_or("it is no column of a table")?.data_type;
        let size = own.split_once('(').and_then(|(_, rest)| Some(rest.split_once(')')?.0.trim()));
        let dimensions = own.find('[').map_or("", |at| &own[at..]);
        Self::new(view, id, What::Set { key: "type", text: format!("{}{dimensions}", to(size)) })
    }

    /// Whether an object may be another than before, by these changes: it is touched, a part of what is touched, or
    /// what partitions and tables that inherit have from it.
    pub fn covers(&self, id: &ObjectId, before: &Schema, after: &Schema) -> bool {
        let within = |id: &ObjectId| self.touches.iter().any(|touched| id == touched || id.is_within(touched));
        let handed = |schema: &Schema| match schema.get(id) {
            Some(object) => {
                let part = <&Index>::try_from(object).ok().and_then(|index| index.partition_of.as_ref());
                let column = <&Column>::try_from(object).is_ok_and(|column| column.inherited);
                part.is_some_and(|of| self.covers(of, before, after))
                    || column && self.touches.iter().any(|touched| touched.kind == id.kind && touched.name == id.name)
            }
            None => false,
        };
        within(id) || handed(before) || handed(after)
    }
}

/// Where an object itself is written.
fn own_place(schema: &Schema, id: &ObjectId) -> Option<Place> {
    schema.objects.get(id)?.place.clone()
}

/// Whether a text has a name in it, as a word of its own.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(word) && !text[at + name.len()..].chars().next().is_some_and(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_mentioned_as_a_word_of_its_own() {
        assert!(mentions("date_trunc('day', at)", "at") && mentions("\"at\" > 1", "at"));
        assert!(!mentions("date_trunc(a)", "date") && !mentions("flat", "at"));
    }
}
