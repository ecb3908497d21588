//! The page of one object: what it is, what belongs to it, what it uses and who uses it.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::book::Book;
use super::overview::capital;
use super::page::{Page, badge, bytes, heading, link, name, number};
use super::{highlight, prose, table};
use crate::model::{Kind, ObjectId};

/// From an object's page to the site's root.
pub(super) const UP: &str = "../";

pub(super) fn page(book: &Book<'_>, id: &ObjectId) -> String {
    let mut sections: Vec<(&'static str, String)> = Vec::new();
    let mut contents: Vec<Markup> = Vec::new();
    if let Some(relation) = book.relation(id) {
        for section in table::sections(book, relation) {
            sections.push((section.anchor, section.title.clone()));
            contents.push(html! { (heading(section.anchor, &section.title)) (section.contents) });
        }
    }
    for (anchor, title, markup) in [
        ("parts", "Belonging to it", parts(book, id)),
        ("definition", "Definition", definition(book, id)),
        ("uses", "Uses", links(book, book.uses(id))),
        ("used-by", "Used by", links(book, book.used_by(id))),
    ] {
        if let Some(markup) = markup {
            sections.push((anchor, title.to_owned()));
            contents.push(html! { (heading(anchor, title)) (markup) });
        }
    }
    let measure = book.measure(id);
    let rendered = html! {
        p.crumbs { a href=(format!("{UP}index.html")) { "Overview" } @if !id.schema.is_empty() { " / " (id.schema) } }
        h1 { (badge(id.kind)) " " (name(id)) }
        @if let Some(measure) = measure {
            p.meta {
                @if let Some(rows) = measure.rows { "about " (number(rows)) " rows · " }
                (bytes(measure.bytes))
            }
        }
        @if let Some(comment) = book.comment(id) { (prose::block(comment)) }
        (properties(book, id))
        @for markup in contents { (markup) }
    };
    Page { book, up: UP, title: format!("{} {}", id.kind.label(), name(id)), sections, wide: false }.render(rendered)
}

/// The short things that its attributes say.
fn properties(book: &Book<'_>, id: &ObjectId) -> Markup {
    let Some(object) = book.site.schema.get(id) else { return html! {} };
    let short = |value: &serde_json::Value| match value {
        serde_json::Value::Bool(true) => Some("yes".to_owned()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::String(text) if text.chars().count() <= 80 && !text.contains('\n') && !text.is_empty() => {
            Some(text.clone())
        }
        serde_json::Value::Array(items) if !items.is_empty() && items.len() <= 30 => {
            let texts: Option<Vec<&str>> = items.iter().map(serde_json::Value::as_str).collect();
            texts.map(|texts| texts.join(", "))
        }
        _ => None,
    };
    let told: Vec<(String, String)> = object
        .attributes()
        .iter()
        .filter_map(|(name, value)| Some((capital(&name.replace('_', " ")), short(value)?)))
        .collect();
    html! {
        @if !told.is_empty() {
            dl.properties { @for (name, value) in told { div { dt { (name) } dd { (value) } } } }
        }
    }
}

/// What belongs to it and has no section of its own: triggers, policies, grants and whatever else, each
/// with the statement that makes it.
fn parts(book: &Book<'_>, id: &ObjectId) -> Option<Markup> {
    let is_relation = book.relation(id).is_some();
    let direct = book.parts(id).iter().filter(|part| part.parent().is_some_and(|parent| parent == id));
    let mut kinds: BTreeMap<Kind, Vec<&ObjectId>> = BTreeMap::new();
    for part in direct.filter(|part| !table::is_told(part.kind, is_relation)) {
        kinds.entry(part.kind).or_default().push(part);
    }
    (!kinds.is_empty()).then(|| {
        html! {
            @for (kind, parts) in kinds {
                h3 { (capital(kind.plural())) }
                @for part in parts {
                    @let own = own_statements(book, part);
                    @if !part.name.is_empty() { p.part { b { (part.name) } } }
                    @if let Some(comment) = book.comment(part) { (prose::block(comment)) }
                    @if own.is_empty() {
                        @for text in texts(book, part) { (highlight::block(text)) }
                    } @else { (highlight::block(&own)) }
                }
            }
        }
    })
}

fn texts<'a>(book: &Book<'a>, id: &ObjectId) -> Vec<&'a str> {
    book.site.schema.get(id).map(|object| object.texts()).unwrap_or_default()
}

/// The statements that make a part, its comment left out.
fn own_statements(book: &Book<'_>, part: &ObjectId) -> String {
    let own = book.statements(part.root()).iter().filter(|step| step.id == *part);
    own.map(|step| book.spelled(&step.sql)).collect::<Vec<_>>().join("\n")
}

/// Every statement that makes it.
fn definition(book: &Book<'_>, id: &ObjectId) -> Option<Markup> {
    let steps = book.statements(id);
    (!steps.is_empty()).then(|| {
        let script: Vec<String> = steps.iter().map(|step| book.spelled(&step.sql)).collect();
        highlight::block(&script.join("\n\n"))
    })
}

fn links<'a>(book: &Book<'_>, ids: impl Iterator<Item = &'a ObjectId>) -> Option<Markup> {
    let ids: BTreeSet<&ObjectId> = ids.collect();
    (!ids.is_empty()).then(|| {
        html! { ul.objects { @for id in ids { li { (badge(id.kind)) " " (link(book, id, UP)) } } } }
    })
}
