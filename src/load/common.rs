//! What any object can have: written once, read in place by every mapping that takes it.

use std::sync::Arc;

use super::context::Context;
use super::read::{Text, mapping};
use crate::model::{Comment, Kind, ObjectId};

mapping! {
    /// What any object can have.
    pub struct Common, "an object" {
        /// What it is for, in words that the database keeps.
        comment "comment": Option<Text>,
    }
}

impl Common {
    /// Adds what it says as parts of the object.
    pub fn build(&self, of: &Arc<ObjectId>, cx: &mut Context) {
        if let Some(comment) = &self.comment {
            // Schema public has one from the start, which an empty one takes away.
            let public = of.kind == Kind::Schema && &*of.name == "public";
            if comment.value.is_empty() && !public {
                cx.faults.add(comment.spot, "a comment is empty", "to a database that is none: leave it out");
                return;
            }
            let id = ObjectId::child(of, Kind::Comment, "");
            cx.insert(&id, Comment { text: comment.value.clone() }, comment.spot);
        }
    }
}
