//! What any object can have: written once, read in place by every mapping that takes it.

use super::context::Context;
use super::name;
use super::read::{Named, Text, mapping};
use crate::model::{Comment, ExtensionDependency, Kind, ObjectId, Renamed, SecurityLabel};

mapping! {
    /// What any object can have.
    pub struct Common, "an object" {
        /// What it is for, in words that the database keeps.
        comment "comment": Option<Text>,
        /// What it was called before: it is given its new name, and keeps what it holds. To be taken
        /// out when every database has seen it; until then it does no harm.
        renamed_from "renamed_from": Option<Text>,
        /// Extensions with which it goes, though it is no member of theirs: of routines, triggers, indexes and
        /// materialized views.
        depends_on_extensions "depends_on_extensions": Vec<Text>,
        /// What label providers keep of it, by provider.
        security_labels "security_labels": Named<Text>,
    }
}

impl Common {
    /// Adds what it says as parts of the object.
    pub fn build(&self, of: &ObjectId, cx: &mut Context) {
        self.build_quiet(of, cx);
        if let Some(comment) = &self.comment {
            // Schema public has one from the start, which an empty one takes away.
            let public = of.kind == Kind::Schema && &*of.name == "public";
            if comment.value.is_empty() && !public {
                cx.faults.add(comment.spot, "a comment is empty", "to a database that is none: leave it out");
                return;
            }
            let id = ObjectId::child(of, Kind::Comment, "");
            cx.insert(&id, Comment::new(comment.value.clone()), comment.spot);
        }
    }

    /// Adds all but the comment.
    pub fn build_quiet(&self, of: &ObjectId, cx: &mut Context) {
        if let Some(text) = &self.renamed_from {
            renamed(of, text, cx);
        }
        for extension in &self.depends_on_extensions {
            let known =
                [Kind::Routine, Kind::Trigger, Kind::Index, Kind::Unique, Kind::Exclusion, Kind::MaterializedView];
            if !known.contains(&of.kind) {
                let hint = "routines, triggers, indexes and materialized views do; leave it out";
                cx.faults.add(extension.spot, format!("no {} depends on an extension", of.kind), hint);
                continue;
            }
            cx.check_name(&extension.value, extension.spot);
            let id = ObjectId::child(of, Kind::ExtensionDependency, extension.value.as_str());
            cx.insert(&id, ExtensionDependency {}, extension.spot);
        }
        for (provider, label) in &self.security_labels.0 {
            let id = ObjectId::child(of, Kind::SecurityLabel, provider.value.as_str());
            cx.insert(&id, SecurityLabel { label: label.value.clone() }, provider.spot);
        }
    }
}

/// Notes what an object was called before.
fn renamed(of: &ObjectId, text: &Text, cx: &mut Context) {
    let own = ObjectId::clone(of);
    let from = if of.of.is_some() {
        own.with_name(text.value.as_str())
    } else {
        let read = name::call(&text.value).map(|(parts, _)| parts);
        let Some(parts) = cx.parsed(text, read) else { return };
        match (parts.as_slice(), of.schema.is_empty()) {
            ([name], _) => own.with_name(name.as_str()),
            ([schema, name], false) => own.with_schema(schema.as_str()).with_name(name.as_str()),
            _ => {
                let hint = if of.schema.is_empty() { "write NAME" } else { "write NAME or SCHEMA.NAME" };
                cx.faults.add(text.spot, format!("`{}` has {} parts", text.value, parts.len()), hint);
                return;
            }
        }
    };
    if from == *of {
        cx.faults.add(text.spot, format!("{} {of} is renamed from itself", of.kind), "leave `renamed_from` out");
        return;
    }
    let place = cx.place(text.spot);
    cx.schema.renames.push(Renamed { to: ObjectId::clone(of), from, place });
}
