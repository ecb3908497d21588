//! The first page: what there is, how much of it, and where.

use maud::{Markup, html};

use super::book::Book;
use super::page::{Page, bytes, heading, link, number};
use super::prose;
use crate::model::OutlineTable;

pub(super) fn page(book: &Book<'_>) -> String {
    let kinds = book.by_kind();
    let (tables, total): (u64, u64) =
        book.site.sizes.values().fold((0, 0), |(count, sum), it| (count + 1, sum.saturating_add(it.bytes)));
    let unmodelled = &book.site.schema.unmodelled;
    let mut sections = Vec::new();
    if !book.views.is_empty() {
        sections.push(("viewpoints", "Viewpoints".to_owned()));
    }
    sections.push(("relations", "Tables and views".to_owned()));
    sections.extend(kinds.iter().map(|_| ("objects", "All objects".to_owned())).next());
    if !unmodelled.is_empty() {
        sections.push(("unmodelled", "Not modelled".to_owned()));
    }
    let contents = html! {
        h1 { (book.site.name) }
        p.meta { (book.site.server) @if tables > 0 { " · " (bytes(total)) " in " (number(tables)) (if tables == 1 { " table" } else { " tables" }) } }
        ul.counts {
            @for (kind, ids) in &kinds {
                li { a href=(format!("#k-{}", kind.label().replace(' ', "-"))) {
                    b { (number(ids.len())) } " " (if ids.len() == 1 { kind.label() } else { kind.plural() })
                } }
            }
        }
        @if !book.views.is_empty() {
            (heading("viewpoints", "Viewpoints"))
            ul.views { @for view in &book.views {
                li { a href=(view.path) { (view.title) } span.note { " " (view.relations.len()) " tables and views" } (prose::block(view.description)) }
            } }
        }
        (heading("relations", "Tables and views"))
        @if book.outline.relations.is_empty() { p { "There are none." } } @else {
            (relations(book, book.outline.relations.iter(), ""))
        }
        (heading("objects", "All objects"))
        @for (kind, ids) in &kinds {
            h3 id=(format!("k-{}", kind.label().replace(' ', "-"))) { (capital(kind.plural())) " (" (number(ids.len())) ")" }
            ul.objects { @for id in ids { li { (link(book, id, "")) } } }
        }
        @if !unmodelled.is_empty() {
            (heading("unmodelled", "Not modelled"))
            p { "The database holds these, of which dbtool knows no more than their names." }
            ul.objects { @for it in unmodelled { li { (it.kind) " " code { (it.name) } } } }
        }
    };
    Page { book, up: "", title: "Overview".to_owned(), sections, wide: false }.render(contents)
}

/// Tables and views, each with a link from a page that is `up` above the site's root.
pub(super) fn relations<'a>(
    book: &Book<'a>,
    relations: impl Iterator<Item = &'a OutlineTable<'a>> + Clone,
    up: &str,
) -> Markup {
    let tables = book.site.sizes.len();
    let counted = relations.clone().any(|relation| book.measure(relation.id).is_some_and(|it| it.rows.is_some()));
    let commented = relations.clone().any(|relation| relation.comment.is_some());
    html! {
        div.scroll tabindex="0" { table.sortable {
            thead { tr {
                th scope="col" { "Name" } th scope="col" { "Kind" } th.num scope="col" { "Columns" }
                th.num scope="col" { "Refers to" } th.num scope="col" { "Referred to by" }
                @if counted { th.num scope="col" { "Rows" } }
                @if tables > 0 { th.num scope="col" { "Size" } }
                @if commented { th scope="col" { "Comment" } }
            } }
            tbody {
                @for relation in relations {
                    @let measure = book.measure(relation.id);
                    tr {
                        th scope="row" { (link(book, relation.id, up)) }
                        td { (relation.id.kind.label()) }
                        td.num { (relation.columns.len()) }
                        td.num { (relation.references.len()) }
                        td.num { (book.referrers.get(relation.id).map_or(0, Vec::len)) }
                        @if counted {
                            td.num data-value=[measure.and_then(|it| it.rows)] { (measure.and_then(|it| it.rows).map(number).unwrap_or_default()) }
                        }
                        @if tables > 0 {
                            td.num data-value=[measure.map(|it| it.bytes)] { (measure.map(|it| bytes(it.bytes)).unwrap_or_default()) }
                        }
                        @if commented { td.words { (prose::line(relation.comment.unwrap_or_default())) } }
                    }
                }
            }
        } }
    }
}

/// With a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
