//! A page that a diagram fills.

use maud::{Markup, html};

use super::book::{Book, Diagram};
use super::page::Page;
use super::svg::{self, Detail};

/// Up to so many tables show their columns, and up to so many those of their keys.
const ALL_COLUMNS: usize = 30;
const KEYS: usize = 60;

pub(super) fn page(book: &Book<'_>, diagram: &Diagram) -> String {
    let contents = html! { div.stage { (stage(book, &diagram.relations, &html! { h1 { (diagram.title) } })) } };
    let title = format!("Diagram: {}", diagram.title);
    Page { book, up: "../", title, sections: Vec::new(), wide: true }.render(contents)
}

/// A diagram of relations with what it is steered by, on a page below the site's root; a page has one.
pub(super) fn stage(book: &Book<'_>, relations: &[usize], title: &Markup) -> Markup {
    let detail = match relations.len() {
        count if count <= ALL_COLUMNS => Detail::Columns,
        count if count <= KEYS => Detail::Keys,
        _ => Detail::Names,
    };
    html! {
        div.tools {
            (title)
            input #find type="search" placeholder="Find a table" aria-label="Find a table in the diagram" autocomplete="off" spellcheck="false";
            button type="button" data-zoom="in" aria-label="Zoom in" { "+" }
            button type="button" data-zoom="out" aria-label="Zoom out" { "−" }
            button type="button" data-zoom="all" { "Fit" }
            span #found.note role="status" {}
        }
        div.canvas tabindex="0" aria-label="Diagram: arrow keys move, plus and minus zoom" role="group" {
            (svg::diagram(book, relations, None, detail, "../"))
        }
    }
}
