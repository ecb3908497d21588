//! What differs from an earlier state: what came, what went, what changed.

use indexmap::IndexMap;
use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use super::Since;
use super::book::Book;
use super::page::{Page, badge, link, name};
use crate::diff::Change;
use crate::model::{Difference, ObjectId};
use crate::plan::Action;

pub(super) fn page(book: &Book<'_>, since: &Since<'_>) -> String {
    let mut groups: IndexMap<&ObjectId, Vec<&Change>> = IndexMap::new();
    for change in since.changes {
        groups.entry(change.id.root()).or_default().push(change);
    }
    // As many as the page has boxes: a table comes or goes with its columns.
    let count = |wanted: Action| groups.iter().filter(|(root, changes)| action(root, changes) == wanted).count();
    let contents = html! {
        h1 { "Changes" }
        p.meta { "Since " (since.of) }
        @if since.changes.is_empty() { p { "Nothing has changed." } } @else {
            ul.counts {
                @for (action, words) in [
                    (Action::Create, "added"), (Action::Drop, "dropped"), (Action::Alter, "changed"), (Action::Rename, "renamed"),
                ] {
                    @if count(action) > 0 { li { span class=(class(action)) { b { (count(action)) } " " (words) } } }
                }
            }
        }
        @for (root, changes) in &groups { (group(book, root, changes)) }
    };
    let sections = Vec::new();
    Page { book, up: "", title: "Changes".to_owned(), sections, wide: false }.render(contents)
}

/// What is done to the whole: it is changed where its parts alone are.
fn action(root: &ObjectId, changes: &[&Change]) -> Action {
    let own = changes.iter().find(|change| change.id == *root);
    own.map_or(Action::Alter, |change| change.action)
}

fn group(book: &Book<'_>, root: &ObjectId, changes: &[&Change]) -> Markup {
    let action = action(root, changes);
    // What goes with the whole needs not be told one by one.
    let whole = action == Action::Drop || action == Action::Create;
    let parts = changes.iter().filter(|it| it.id != *root && !it.id.name.is_empty());
    let parts: Vec<&str> = parts.map(|it| &*it.id.name).collect();
    html! {
        section class=(format!("change {}", class(action))) {
            h2 { (sign(action)) " " (badge(root.kind)) " " (link(book, root, "")) }
            @for change in changes {
                @if let Some(from) = &change.from { p { "was called " (name(from)) } }
                @if change.id == *root { (details(change)) } @else if !whole || change.action == Action::Alter {
                    div class=(format!("part {}", class(change.action))) {
                        h3 { (sign(change.action)) " " (badge(change.id.kind)) " " (change.id.name) }
                        (details(change))
                    }
                }
            }
            @if whole && !parts.is_empty() {
                p.note { "with " (parts.len()) @if parts.len() == 1 { " part: " } @else { " parts: " } (parts.join(", ")) }
            }
        }
    }
}

fn details(change: &Change) -> Markup {
    html! {
        @for Difference { attribute, before, after } in change.details() {
            @match (before.as_str(), after.as_str()) {
                (Some(before), Some(after)) if before.contains('\n') || after.contains('\n') => {
                    p { b { (attribute.replace('_', " ")) } }
                    (lines(before, after))
                },
                _ => p {
                    b { (attribute.replace('_', " ")) } ": "
                    @if !before.is_null() { del { (said(&before)) } " " }
                    @if !after.is_null() { ins { (said(&after)) } }
                },
            }
        }
    }
}

fn lines(before: &str, after: &str) -> Markup {
    let diff = TextDiff::from_lines(before, after);
    html! {
        pre tabindex="0" { code {
            @for change in diff.iter_all_changes() {
                @match change.tag() {
                    ChangeTag::Delete => del { "-" (change.value()) },
                    ChangeTag::Insert => ins { "+" (change.value()) },
                    ChangeTag::Equal => { " " (change.value()) },
                }
            }
        } }
    }
}

fn said(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn class(action: Action) -> &'static str {
    match action {
        Action::Create => "added",
        Action::Drop => "dropped",
        Action::Alter | Action::Rename => "changed",
    }
}

fn sign(action: Action) -> Markup {
    let (sign, words) = match action {
        Action::Create => ("+", "added"),
        Action::Drop => ("−", "dropped"),
        Action::Alter => ("~", "changed"),
        Action::Rename => ("→", "renamed"),
    };
    html! { span.sign role="img" aria-label=(words) { (sign) } }
}
