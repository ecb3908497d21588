//! What any object can have: written once, read in place by every mapping that takes it.

use std::sync::Arc;

use super::context::Context;
use super::read::{Named, Text, mapping};
use crate::model::{Comment, Kind, ObjectId, SecurityLabel};

mapping! {
    /// What any object can have.
    pub struct Common, "an object" {
        /// What it is for, in words that the database keeps.
        comment "comment": Option<Text>,
        /// What label providers keep of it, by provider.
        security_labels "security_labels": Named<Text>,
    }
}

impl Common {
    /// Adds what it says as parts of the object.
    pub fn build(&self, of: &Arc<ObjectId>, cx: &mut Context) {
        self.build_labels(of, cx);
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

    /// Adds the security labels alone.
    pub fn build_labels(&self, of: &Arc<ObjectId>, cx: &mut Context) {
        for (provider, label) in &self.security_labels.0 {
            let id = ObjectId::child(of, Kind::SecurityLabel, provider.value.as_str());
            cx.insert(&id, SecurityLabel { label: label.value.clone() }, provider.spot);
        }
    }
}
