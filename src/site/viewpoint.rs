//! A page of a part of the database: what it is about, its diagram, its tables, and what these refer to beyond it.

use std::collections::BTreeSet;

use maud::html;

use super::book::{Book, View};
use super::overview;
use super::page::{Page, heading, link};
use super::{prose, schema};
use crate::model::ObjectId;

const UP: &str = "../";

pub(super) fn page(book: &Book<'_>, view: &View<'_>) -> String {
    let members = || view.relations.iter().filter_map(|at| book.outline.relations.get(*at));
    let own: BTreeSet<&ObjectId> = members().map(|relation| relation.id).collect();
    let named = members().flat_map(|relation| &relation.references).map(|reference| reference.references);
    let beyond: BTreeSet<&ObjectId> = named.filter(|id| !own.contains(id)).collect();
    let referring = own.iter().filter_map(|id| book.referrers.get(*id)).flatten().map(|(relation, _)| relation.id);
    let used: BTreeSet<&ObjectId> = referring.filter(|id| !own.contains(id)).collect();
    let others = [("beyond", "Refers to, beyond it", beyond), ("used", "Referred to by, beyond it", used)];
    let mut sections = vec![("diagram", "Diagram".to_owned()), ("relations", "Tables and views".to_owned())];
    let there = others.iter().filter(|(.., ids)| !ids.is_empty());
    sections.extend(there.map(|(anchor, title, _)| (*anchor, (*title).to_owned())));
    let contents = html! {
        h1 { (view.title) }
        @if !view.description.is_empty() { (prose::block(view.description)) }
        (heading("diagram", "Diagram"))
        @if view.diagrams.is_empty() {
            div.stage.part { (schema::stage(book, &view.relations, &html! {})) }
        } @else {
            p { "It is more than one diagram shows:" }
            ul { @for diagram in &view.diagrams { li { a href=(format!("{UP}{}", diagram.path)) { (diagram.title) } } } }
        }
        (heading("relations", "Tables and views"))
        (overview::relations(book, members(), UP))
        @for (anchor, title, ids) in &others {
            @if !ids.is_empty() {
                (heading(anchor, title))
                ul.objects { @for id in ids { li { (link(book, id, UP)) } } }
            }
        }
    };
    Page { book, up: UP, title: view.title.to_owned(), sections, wide: false }.render(contents)
}
